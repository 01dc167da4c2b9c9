import { formatMs, formatShare } from "../criteria/format.ts";
import { SPOILED_MS, type Suspicion, WAITING_DOUBLES } from "../criteria/suspicion.ts";
import { bucketMs, bucketOf } from "../measure/histogram.ts";
import { ShareWindow } from "../measure/share-window.ts";
import type { SignalDelta } from "../measure/signal.ts";
import { emptyDelta } from "../measure/totals.ts";
import type { HarnessReading, PartReading, PhaseName } from "./event.ts";
import { type Meddling, NAMED_FROM_MS, NOTICED_LATE_MS, PACING, waitingIn, waitingInWords } from "./meddling.ts";
import { SignalTrack } from "./signal-track.ts";

/** Less waiting than this no reason names. */
const NAMED_FROM_WAITING = 0.05;

/** Something that a part did, to name it by. */
interface Incident {
  readonly atMs: number;
  readonly part: string;
  readonly reading: PartReading;
}

interface Failures {
  readonly atMs: number;
  readonly bySignal: ReadonlyMap<string, number>;
}

/**
 * Board of the effects that the parts of the harness could have had on the requests of a run, over the windows that
 * criteria have.
 */
export class SuspicionBoard {
  readonly #spans = new Set<number>();
  readonly #lag = new SignalTrack();
  readonly #delays = new Map<string, SignalTrack>();
  readonly #latest = new Map<string, SignalDelta>();
  readonly #waiting = new Map<string, Map<number | undefined, ShareWindow>>();
  /** In the baseline, by part; none before there is one to compare with. */
  #usualWaiting: ReadonlyMap<string, number> | undefined;
  #incidents: Incident[] = [];
  /** Times at which a part failed, in ms. */
  #failing: number[] = [];
  #failures: Failures[] = [];
  /** True when a stall of the latest tick spoils what was under way. */
  #isSpoiling = false;
  #phase: PhaseName = "up";
  #phaseStartMs = 0;
  #beforeMs = 0;
  #nowMs = 0;

  /** @param signals the loads and edges that criteria are about */
  constructor(signals: Iterable<string>) {
    for (const name of signals) this.#delays.set(name, new SignalTrack());
  }

  keepWindow(spanMs: number): void {
    this.#spans.add(spanMs);
    for (const track of [this.#lag, ...this.#delays.values()]) track.keepWindow(spanMs + NOTICED_LATE_MS);
  }

  startPhase(atMs: number, phase: PhaseName): void {
    if (this.#phase === "baseline") {
      this.#usualWaiting = new Map([...this.#waiting.keys()].map((part) => [part, this.#waited(part, undefined)]));
    }
    this.#phase = phase;
    this.#phaseStartMs = atMs;
    // What is under way then is in its windows, too.
    this.#isSpoiling = false;
    for (const track of [this.#lag, ...this.#delays.values()]) track.startPhase(atMs);
    for (const windows of this.#waiting.values()) windows.get(undefined)?.clear(atMs);
    this.#forget();
  }

  /** @param meddling the same reading, in sum */
  add(
    atMs: number,
    deltas: Readonly<Record<string, SignalDelta>>,
    { scheduleLag, parts = {} }: HarnessReading,
    { stallMs, isFailing }: Meddling,
  ): void {
    this.#beforeMs = this.#nowMs;
    this.#nowMs = atMs;
    for (const [name, delta] of Object.entries(deltas)) this.#latest.set(name, delta);
    this.#lag.add(atMs, { ...emptyDelta, latency: scheduleLag });
    for (const [name, track] of this.#delays) {
      track.add(atMs, { ...emptyDelta, ...this.#touched(stallMs, deltas[name], this.#latest.get(name)) });
    }
    this.#isSpoiling = stallMs >= SPOILED_MS;
    this.#addWaiting(atMs, parts);
    for (const [part, reading] of Object.entries(parts)) this.#incidents.push({ atMs, part, reading });
    if (isFailing) this.#failing.push(atMs);
    this.#addFailures(atMs, deltas);
  }

  /** The parts because of which what was measured since the tick before is of no use. */
  spoilers({ scheduleLag, parts = {} }: HarnessReading): string[] {
    const isLate = bucketMs(scheduleLag.at(-2) ?? 0) >= SPOILED_MS;
    const spoiling = Object.entries(parts).filter(
      ([part, reading]) =>
        reading.failing !== undefined ||
        (reading.delayMs ?? 0) >= SPOILED_MS ||
        // Where steady state held in spite of it, it is no reason against the baseline itself.
        (this.#usualWaiting !== undefined && waitingIn(reading) - this.#usualOf(part) >= WAITING_DOUBLES),
    );
    return [...(isLate ? [PACING] : []), ...spoiling.map(([part]) => part)];
  }

  /** Earliest time at which a part that fails now may have begun to, in ms; undefined when none does. */
  get failingSinceMs(): number | undefined {
    return this.#failing.at(-1) === this.#nowMs ? this.#nowMs - NOTICED_LATE_MS : undefined;
  }

  /** Sums up the effects that there could have been on a signal over the window that ends now, or over the phase. */
  over(signal: string, spanMs: number | undefined): Suspicion | undefined {
    const lag = this.#lag.read(reachBack(spanMs))?.latency;
    const touched = this.#delays.get(signal)?.read(reachBack(spanMs));
    if (lag === undefined || touched === undefined) return undefined;
    const waiting = Math.max(0, ...[...this.#waiting.keys()].map((part) => this.#waitedMore(part, spanMs)));
    return {
      lag,
      delays: touched.latency,
      spoiled: touched.started,
      waiting,
      failable: this.#failable(signal, this.#fromMs(spanMs)),
    };
  }

  /** Names what is most to blame over that window, the load's own lateness first. */
  inWords(spanMs: number | undefined): { readonly parts: readonly string[]; readonly words: string } {
    const found: { part: string; words: string }[] = [];
    const lagMs = this.#lag.read(reachBack(spanMs))?.latency.quantileMs(1) ?? 0;
    if (lagMs >= NAMED_FROM_MS) {
      found.push({ part: PACING, words: `the harness itself ran late (by up to ${formatMs(lagMs)})` });
    }
    const inWindow = this.#incidents.filter(({ atMs }) => atMs > this.#fromMs(spanMs) - NOTICED_LATE_MS);
    for (const part of new Set(inWindow.map((one) => one.part))) {
      const words = this.#partInWords(part, inWindow, spanMs);
      if (words !== undefined) found.push({ part, words });
    }
    return { parts: found.map(({ part }) => part), words: found.map(({ words }) => words).join("; ") };
  }

  #partInWords(part: string, incidents: readonly Incident[], spanMs: number | undefined): string | undefined {
    const readings = incidents.filter((one) => one.part === part).map(({ reading }) => reading);
    const failing = readings.findLast((reading) => reading.failing !== undefined)?.failing;
    if (failing !== undefined) return `${part}: ${failing}`;
    const delayMs = Math.max(0, ...readings.map((reading) => reading.delayMs ?? 0));
    if (delayMs >= NAMED_FROM_MS) return `${part} stalled for up to ${formatMs(delayMs)}`;
    const waited = this.#waitedMore(part, spanMs);
    if (waited < NAMED_FROM_WAITING) return undefined;
    const busy = Math.max(0, ...readings.map((reading) => reading.busy ?? 0));
    return `${part} ${waitingInWords(formatShare(waited), { busy })}${this.#usualOf(part) > 0 ? " more than in the baseline" : ""}`;
  }

  #fromMs(spanMs: number | undefined): number {
    return spanMs === undefined ? this.#phaseStartMs : this.#nowMs - spanMs;
  }

  /**
   * All that were under way during a stall may have been held up by it, and count with each tick of it, as it grows.
   * Those that a long stall spoils count once, as what a track has as started: all that are there when it gets so long,
   * then what starts.
   */
  #touched(
    stallMs: number,
    delta: SignalDelta | undefined,
    latest: SignalDelta | undefined,
  ): Pick<SignalDelta, "latency" | "started"> {
    const count = Math.round(delta?.ended ?? 0) + (latest?.inFlight ?? 0);
    const isNew = stallMs >= SPOILED_MS && !this.#isSpoiling;
    const spoiled = isNew ? count : stallMs >= SPOILED_MS ? (delta?.started ?? 0) : 0;
    return { latency: stallMs > 0 && count > 0 ? [bucketOf(stallMs), count] : [], started: spoiled };
  }

  #addWaiting(atMs: number, parts: Readonly<Record<string, PartReading>>): void {
    for (const [part, reading] of Object.entries(parts)) {
      if (waitingIn(reading) > 0 && !this.#waiting.has(part)) this.#waiting.set(part, this.#newWindows());
    }
    for (const [part, windows] of this.#waiting) {
      for (const window of windows.values()) window.add(atMs, waitingIn(parts[part] ?? {}));
    }
  }

  /** A part that said nothing until now didn't wait. */
  #newWindows(): Map<number | undefined, ShareWindow> {
    const windows = new Map<number | undefined, ShareWindow>();
    for (const spanMs of [undefined, ...this.#spans]) {
      const window = new ShareWindow(spanMs);
      window.clear(this.#phaseStartMs);
      if (this.#beforeMs > this.#phaseStartMs) window.add(this.#beforeMs, 0);
      windows.set(spanMs, window);
    }
    return windows;
  }

  #waited(part: string, spanMs: number | undefined): number {
    return this.#waiting.get(part)?.get(spanMs)?.mean() ?? 0;
  }

  /** Before there is a baseline, all waiting is more than there should be. */
  #waitedMore(part: string, spanMs: number | undefined): number {
    return Math.max(0, this.#waited(part, spanMs) - this.#usualOf(part));
  }

  #usualOf(part: string): number {
    return this.#usualWaiting?.get(part) ?? 0;
  }

  #addFailures(atMs: number, deltas: Readonly<Record<string, SignalDelta>>): void {
    const bySignal = new Map<string, number>();
    for (const name of this.#delays.keys()) {
      const failed = deltas[name]?.failed ?? 0;
      if (failed > 0) bySignal.set(name, failed);
    }
    if (bySignal.size > 0) this.#failures.push({ atMs, bySignal });
  }

  #failable(signal: string, fromMs: number): number {
    if (this.#failing.length === 0) return 0;
    return this.#failures
      .filter(({ atMs }) => atMs > fromMs)
      .filter(({ atMs }) => this.#failing.some((failedAtMs) => Math.abs(failedAtMs - atMs) <= NOTICED_LATE_MS))
      .reduce((sum, { bySignal }) => sum + (bySignal.get(signal) ?? 0), 0);
  }

  /** Drops what no window can reach any more. */
  #forget(): void {
    const fromMs = this.#phaseStartMs - Math.max(0, ...this.#spans) - NOTICED_LATE_MS;
    this.#incidents = this.#incidents.filter(({ atMs }) => atMs > fromMs);
    this.#failures = this.#failures.filter(({ atMs }) => atMs > fromMs);
    this.#failing = this.#failing.filter((atMs) => atMs > fromMs);
  }
}

function reachBack(spanMs: number | undefined): number | undefined {
  return spanMs === undefined ? undefined : spanMs + NOTICED_LATE_MS;
}
