import { Histogram, type ReadonlyHistogram, type SparseHistogram } from "./histogram.ts";
import type { SignalDelta } from "./signal.ts";
import { emptyDelta } from "./totals.ts";

/** Figures of a signal over a window. */
export interface SignalReading {
  /**
   * The time that the counts cover, in ms; 0 when nothing was heard of the signal. A delta counts whole, so a
   * sliding window covers up to a tick more than its span.
   */
  readonly spanMs: number;
  readonly started: number;
  /** Requests that were sent again by those who began them. */
  readonly retries: number;
  /** Connections that a load of sessions tried to open. */
  readonly attempts: number;
  readonly ended: number;
  readonly failed: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Answers that began, by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  /**
   * Of those that ended in the window, and of those in flight at the latest tick with the age they had
   * reached: requests that hang make it rise though none ends. Good until the window changes.
   */
  readonly latency: ReadonlyHistogram;
  /** Number of durations that `latency` holds. */
  readonly completed: number;
  /** At the latest tick. */
  readonly inFlight: number;
  /** The age that each of those in flight had reached then. */
  readonly ages: SparseHistogram;
  /** The most at any tick in the window. */
  readonly inFlightMax: number;
  /** Connections on which no calls can be seen, at the latest tick: what is counted isn't all then. */
  readonly opaque: number;
}

interface Kept {
  readonly atMs: number;
  readonly delta: SignalDelta;
}

/**
 * Folds a signal's deltas into what it did over the last `spanMs`, or, without a span, since the window was
 * cleared. Times are ms on one clock, from 0 on. Each delta is added once and taken out once, bucket by
 * bucket, so that a reading costs the same however long the window is.
 */
export class SignalWindow {
  readonly #spanMs: number | undefined;
  readonly #latency = new Histogram();
  readonly #errors = new Map<string, number>();
  readonly #statuses = new Map<string, number>();
  /** Deltas that can still fall out of a sliding window, in order. */
  #kept: Kept[] = [];
  #latest = emptyDelta;
  #fromMs = 0;
  #toMs = 0;
  #started = 0;
  #retries = 0;
  #attempts = 0;
  #ended = 0;
  #failed = 0;
  #inFlightMax = 0;

  constructor(spanMs?: number) {
    this.#spanMs = spanMs;
  }

  /**
   * Takes in a delta that ends at `atMs` and covers the time since the one before, or since the window was
   * cleared. A RangeError when it is older than the one before.
   */
  add(atMs: number, delta: SignalDelta): void {
    if (atMs < this.#toMs) throw new RangeError(`a tick at ${atMs} ms came after one at ${this.#toMs} ms`);
    this.#toMs = atMs;
    this.#latency.subtract(this.#latest.ages);
    this.#latency.add(delta.ages);
    this.#latest = delta;
    this.#count(delta, 1);
    this.#latency.add(delta.latency);
    this.#inFlightMax = Math.max(this.#inFlightMax, delta.inFlight);
    if (this.#spanMs !== undefined) this.#kept.push({ atMs, delta });
    this.advance(atMs);
  }

  /** Drops the deltas that ended at or before `nowMs` less the span. A signal that fell silent ends up empty. */
  advance(nowMs: number): void {
    if (this.#spanMs === undefined) return;
    const horizonMs = nowMs - this.#spanMs;
    let oldest = this.#kept[0];
    if (oldest === undefined || oldest.atMs > horizonMs) return;
    while (oldest !== undefined && oldest.atMs <= horizonMs) {
      this.#kept.shift();
      this.#fromMs = oldest.atMs;
      this.#count(oldest.delta, -1);
      this.#latency.subtract(oldest.delta.latency);
      oldest = this.#kept[0];
    }
    if (oldest === undefined) this.clear(this.#toMs);
    this.#inFlightMax = this.#kept.reduce((max, { delta }) => Math.max(max, delta.inFlight), 0);
  }

  /** Forgets everything and counts from `atMs` on, which is best the time of a tick: deltas can't be cut. */
  clear(atMs: number): void {
    this.#latency.clear();
    this.#errors.clear();
    this.#statuses.clear();
    this.#kept = [];
    this.#latest = emptyDelta;
    this.#fromMs = atMs;
    this.#toMs = atMs;
    this.#started = 0;
    this.#retries = 0;
    this.#attempts = 0;
    this.#ended = 0;
    this.#failed = 0;
    this.#inFlightMax = 0;
  }

  read(): SignalReading {
    return {
      spanMs: this.#toMs - this.#fromMs,
      started: this.#started,
      retries: this.#retries,
      attempts: this.#attempts,
      ended: this.#ended,
      failed: this.#failed,
      errors: Object.fromEntries(this.#errors),
      statuses: Object.fromEntries(this.#statuses),
      latency: this.#latency,
      completed: this.#latency.total,
      inFlight: this.#latest.inFlight,
      ages: this.#latest.ages,
      inFlightMax: this.#inFlightMax,
      opaque: this.#latest.opaque ?? 0,
    };
  }

  #count(delta: SignalDelta, sign: 1 | -1): void {
    this.#started += sign * delta.started;
    this.#retries += sign * (delta.retries ?? 0);
    this.#attempts += sign * (delta.attempts ?? 0);
    this.#ended += sign * delta.ended;
    this.#failed += sign * delta.failed;
    addCounts(this.#errors, delta.errors, sign);
    addCounts(this.#statuses, delta.statuses ?? {}, sign);
  }
}

/** Names whose count comes to 0 are not kept. */
function addCounts(sums: Map<string, number>, counts: Readonly<Record<string, number>>, sign: 1 | -1): void {
  for (const [name, count] of Object.entries(counts)) {
    const sum = (sums.get(name) ?? 0) + sign * count;
    if (sum === 0) sums.delete(name);
    else sums.set(name, sum);
  }
}
