import type { Trit } from "../../values/trit.ts";
import { chanceOf } from "../measure/chance.ts";
import type { Recovery } from "./result.ts";
import { ALPHA, MOST_WINDOWS } from "./standing.ts";

/** Windows that don't overlap, by which it is told whether steady state is broken more than it was in the baseline. */
export const BLOCK_MS = 500;
/** Isolated bad windows that are no rarer than this by chance are the baseline's own noise. */
const USUAL = 0.05;
/** And no more than this share of the time. */
const USUAL_SHARE = 0.25;

/** Share of the time that is bad once steady state is gone, not a burst here and there. */
const SUSTAINED_SHARE = 0.8;

/** The standing of steady state over a window of the recovery window's length that ends at `atMs`. */
interface Look {
  readonly atMs: number;
  readonly holds: Trit;
  /** Time at the beginning of the window for which it isn't known to have held, though it did where something was seen. */
  readonly unseenMs: number;
}

/** A stretch of time in which steady state was broken or not, that ends at `atMs`. */
interface Block {
  readonly atMs: number;
  readonly isBad: boolean;
}

/** A time without a break in which no look was good. */
interface BadTime {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Decides whether steady state came back for good, from all that was seen after the faults began to be taken out,
 * against how often it was broken in the baseline.
 */
export class RecoveryTracker {
  readonly #windowMs: number;
  /** The time that would have to be longer, in words. */
  readonly #time: string;
  #endingAtMs: number | undefined;
  #outAtMs: number | undefined;
  #baseline = { blocks: [] as Block[], looks: [] as Look[] };
  #blocks: Block[] = [];
  #looks: Look[] = [];

  constructor(windowMs: number, time = "a recovery phase") {
    this.#windowMs = windowMs;
    this.#time = time;
  }

  /** A tracker of the same system from a time on, in ms, that takes what is good from the same baseline. */
  since(atMs: number): RecoveryTracker {
    const later = new RecoveryTracker(this.#windowMs, "a time after it");
    later.#baseline = this.#baseline;
    later.ending(atMs, undefined);
    return later;
  }

  /**
   * Takes in when the last fault began to be over, and when all was out, in ms; undefined while it isn't. Forgets what
   * was before.
   */
  ending(endingAtMs: number | undefined, outAtMs: number | undefined): void {
    if (endingAtMs !== this.#endingAtMs) {
      this.#looks = [];
      this.#blocks = [];
    }
    this.#endingAtMs = endingAtMs;
    this.#outAtMs = outAtMs;
  }

  /** Takes in whether steady state held over the window that ends now, once there is a whole one. */
  looked(look: Look, isBaseline = false): void {
    if (isBaseline) this.#baseline.looks.push(look);
    else if (this.#isDue(look.atMs)) this.#looks.push(look);
  }

  /** Tells whether steady state was broken in the block that ends now; undefined when nothing was measured in it. */
  blockEnded(atMs: number, isBad: boolean | undefined, isBaseline = false): void {
    if (isBad === undefined) return;
    if (isBaseline) this.#baseline.blocks.push({ atMs, isBad });
    // A block that was on while the fault was in says nothing of the time without it.
    else if (this.#outAtMs !== undefined && atMs - BLOCK_MS >= this.#outAtMs) this.#blocks.push({ atMs, isBad });
  }

  read(): Recovery | null {
    if (this.#endingAtMs === undefined) return null;
    const last = this.#looks.at(-1);
    if (this.#outAtMs === undefined) return { recovered: "unknown", why: "a fault was not seen to be out" };
    if (last === undefined || last.atMs - this.#windowMs < this.#outAtMs) {
      return { recovered: "unknown", why: `nothing was seen of a whole window of ${seconds(this.#windowMs)}` };
    }
    const back = this.#backSince();
    if (back !== undefined) {
      const [afterMs, earliestMs] = [back.seenMs, this.#backAtTheEarliest(back.fromMs)].map((ms) =>
        Math.max(0, ms - this.#begunAtMs),
      );
      return {
        recovered: "true",
        afterMs: afterMs ?? 0,
        ...(earliestMs !== afterMs && { earliestMs: earliestMs ?? 0 }),
      };
    }
    if (last.holds === "false" && this.#isBadForGood()) return { recovered: "false" };
    if (last.holds === "unknown") return { recovered: "unknown", why: "its last windows could not be judged" };
    return { recovered: "unknown", why: this.#whatWouldTell(last.atMs) };
  }

  #isDue(atMs: number): boolean {
    return this.#endingAtMs !== undefined && atMs - this.#windowMs >= this.#endingAtMs;
  }

  /**
   * The first window from which on steady state held, but for the noise that the baseline had, too: its beginning, and the time in it from
   * which on it was seen to hold.
   */
  #backSince(): { readonly fromMs: number; readonly seenMs: number } | undefined {
    const bad = badTimes(this.#looks);
    const toleratedMs = this.#toleratedMs();
    // From the last bad time on that was longer than noise is, or that had no good time before it.
    const lasting = bad.findLastIndex(
      (time, at) => time.toMs - time.fromMs > toleratedMs || this.#goodBefore(time, bad[at - 1]) < this.#windowMs,
    );
    const since = lasting < 0 ? this.#looks[0] : this.#looks.find(({ atMs }) => atMs > (bad[lasting]?.toMs ?? 0));
    if (since === undefined) return undefined;
    const windowFromMs = since.atMs - this.#windowMs;
    const isolated = lasting < bad.length - 1;
    if (isolated && !this.#isUsual(windowFromMs)) return undefined;
    const fromMs = lasting < 0 ? this.#begunAtMs : windowFromMs;
    return { fromMs, seenMs: since.unseenMs > 0 ? windowFromMs + since.unseenMs : fromMs };
  }

  get #begunAtMs(): number {
    return this.#endingAtMs ?? 0;
  }

  /** Earliest time at which it may have been back, were all windows good that could not be judged just before. */
  #backAtTheEarliest(backMs: number): number {
    const before = this.#looks.filter(({ atMs }) => atMs - this.#windowMs < backMs);
    const lastBad = before.findLastIndex(({ holds }) => holds === "false");
    const next = before[lastBad + 1];
    if (next === undefined) return backMs;
    return lastBad < 0 ? this.#begunAtMs : next.atMs - this.#windowMs;
  }

  /** Duration for which every look was good before a bad time. */
  #goodBefore({ fromMs }: BadTime, previous: BadTime | undefined): number {
    return fromMs - (previous?.toMs ?? this.#looks[0]?.atMs ?? fromMs);
  }

  /** A burst of half a second makes all windows bad that it is in; and what the baseline had is no news. */
  #toleratedMs(): number {
    const before = badTimes(this.#baseline.looks).map(({ fromMs, toMs }) => toMs - fromMs);
    return Math.max(this.#windowMs + BLOCK_MS, ...before);
  }

  /** Tells whether bad blocks since then are no more than the baseline's own. */
  #isUsual(sinceMs: number): boolean {
    const { bad, all } = this.#blocksSince(sinceMs);
    return bad <= all * USUAL_SHARE && this.#chanceOf(bad, all) >= USUAL;
  }

  /** Tells whether the end is bad for longer than a window, and more so than chance and the baseline explain. */
  #isBadForGood(): boolean {
    const last = badTimes(this.#looks).at(-1);
    if (last === undefined) return false;
    const wasNeverGood = last.fromMs === this.#looks[0]?.atMs;
    if (!wasNeverGood && last.toMs - last.fromMs < this.#windowMs) return false;
    const { bad, all } = this.#blocksSince(wasNeverGood ? 0 : last.fromMs - BLOCK_MS);
    if (bad < all * SUSTAINED_SHARE) return false;
    return this.#chanceOf(bad, all) <= ALPHA;
  }

  #blocksSince(sinceMs: number): { bad: number; all: number } {
    const blocks = this.#blocks.filter(({ atMs }) => atMs - BLOCK_MS >= sinceMs);
    return { bad: blocks.filter(({ isBad }) => isBad).length, all: blocks.length };
  }

  #chanceOf(bad: number, all: number): number {
    const { blocks } = this.#baseline;
    if (blocks.length === 0) return 1;
    return chanceOf(blocks.filter(({ isBad }) => isBad).length, blocks.length, bad, all);
  }

  /** In words, how long a recovery phase would have been enough. */
  #whatWouldTell(lastMs: number): string {
    const hasMs = lastMs - (this.#outAtMs ?? 0);
    let blocks = 1;
    while (this.#chanceOf(blocks, blocks) > ALPHA && blocks < MOST_WINDOWS) blocks += 1;
    const neededMs = hasMs + Math.max(blocks * BLOCK_MS, 2 * this.#windowMs);
    const instead = `${this.#time} of ${seconds(neededMs)} instead of ${seconds(hasMs)} would tell`;
    return `steady state was broken at times, and not for long enough to say that it is gone; ${instead}`;
  }
}

function badTimes(looks: readonly Look[]): BadTime[] {
  const times: BadTime[] = [];
  let previous: Trit | undefined;
  for (const { atMs, holds } of looks) {
    const last = times.at(-1);
    if (holds !== "true") {
      if (previous !== undefined && previous !== "true" && last) times[times.length - 1] = { ...last, toMs: atMs };
      else times.push({ fromMs: atMs, toMs: atMs });
    }
    previous = holds;
  }
  return times;
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000 - 0.05)} s`;
}
