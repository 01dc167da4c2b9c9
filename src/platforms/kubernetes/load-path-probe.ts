import type { PartReading } from "../../judge/history/event.ts";
import { Histogram } from "../../judge/measure/histogram.ts";
import type { Cancel, Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import type { HarnessPart } from "../platform.ts";

/** A question that takes longer is given up, and asked anew. */
const GIVE_UP_AFTER_MS = 5000;
/** Less is noise of the runner's own. */
const WELL_BELOW_MS = 1;

export interface WayProbeOptions {
  /** As reasons and reports name it: `API server`. */
  readonly name: string;
  /** Asks what has a known answer, on the way that the load takes. Rejects when the way, and nothing behind it, is why there is none. */
  ask(signal: AbortSignal): Promise<unknown>;
  readonly everyMs: number;
  /** From so long without an answer on, requests may have failed for the same reason. */
  readonly failingAfterMs: number;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Asks a part of the load's way again and again, beside the load, so that nobody takes its troubles for the system's.
 * What an answer took longer than it usually does, a request may have taken longer, too. What comes and goes between two
 * questions isn't seen.
 */
export class LoadPathProbe implements HarnessPart {
  readonly name: string;
  readonly #options: WayProbeOptions;
  readonly #took = new Histogram();
  readonly #stop: Cancel;
  #askedAtMs: number | undefined;
  /** The reason the last question had no answer. */
  #failing: string | undefined;
  /** Since it was read before. */
  #longestMs = 0;
  #trouble: string | undefined;

  constructor(options: WayProbeOptions) {
    const { name, clock, everyMs, signal } = options;
    this.name = name;
    this.#options = options;
    this.#stop = clock.every(everyMs, () => {
      if (this.#askedAtMs === undefined) void this.#ask();
    });
    signal.addEventListener("abort", () => this.#stop(), { once: true });
  }

  /** A request of the load's failed on this part of its way, and nothing behind it is why. */
  noteTrouble(error: Error): void {
    this.#trouble = error.message;
  }

  read(): PartReading | undefined {
    const { clock, failingAfterMs } = this.#options;
    const waitsMs = this.#askedAtMs === undefined ? 0 : clock.nowMs() - this.#askedAtMs;
    const longestMs = Math.max(this.#longestMs, waitsMs);
    const silent = longestMs >= failingAfterMs ? `no answer for ${(longestMs / 1000).toFixed(1)} s` : undefined;
    const failing = this.#trouble ?? this.#failing ?? silent;
    const delayMs = Math.round(Math.max(0, longestMs - (this.#took.quantileMs(0.5) ?? longestMs)));
    this.#longestMs = 0;
    this.#trouble = undefined;
    if (failing === undefined && delayMs < WELL_BELOW_MS) return undefined;
    return { delayMs, ...(failing === undefined ? {} : { failing }) };
  }

  async #ask(): Promise<void> {
    const { clock, ask, signal } = this.#options;
    const askedAtMs = clock.nowMs();
    this.#askedAtMs = askedAtMs;
    try {
      await withDeadline(clock, GIVE_UP_AFTER_MS, (late) => ask(AbortSignal.any([late, signal])));
      this.#took.record(clock.nowMs() - askedAtMs);
      this.#failing = undefined;
    } catch (error) {
      this.#failing = `no answer: ${(error as Error).message}`;
    } finally {
      this.#longestMs = Math.max(this.#longestMs, clock.nowMs() - askedAtMs);
      this.#askedAtMs = undefined;
    }
  }
}
