import { BUCKET_WIDTH, bucketMs, Histogram } from "../measure/histogram.ts";
import type { SignalDelta } from "../measure/signal.ts";
import { SignalWindow } from "../measure/window.ts";
import { MEDIAN_SAMPLES_MIN, P95_SAMPLES_MIN } from "./degraded.ts";
import { type Meddling, NO_MEDDLING, NOTICED_LATE_MS } from "./meddling.ts";

/** The shortest window: a stall of a busy machine is mostly shorter than two. */
export const WINDOW_MS = 500;
/** A window goes on until it has so many requests, ended or in flight. */
const WINDOW_SAMPLES = 10;
/** A window where requests are rare, as behind an open breaker: its length, and the samples that it makes do with. */
const RARE = { windowMs: 2000, samples: 1 } as const;
/** Shortest effect of the harness that reaches beyond its own window; anything shorter is over within it. */
const LONG_MS = 100;
/** With a smaller share of the requests held up, a median stays where it is, and a p95. */
const MOVES = { median: 0.2, p95: 0.02 } as const;

/** Figures of a signal in one short window. */
export interface WindowPoint {
  readonly fromMs: number;
  readonly toMs: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  /** 0..1; none when nothing ended. */
  readonly errorRate?: number;
  /** Requests that ended. */
  readonly ratePerS: number;
  /** Time that the harness can have added to the two latencies, in ms. */
  readonly addedMs: { readonly p50: number; readonly p95: number };
  /** Share of the time in which a part of the harness waited for a processor. */
  readonly waiting: number;
  /** Parts of the harness that had something to do with it, by name. */
  readonly parts: readonly string[];
  /** True when it says nothing of the system because of them. */
  readonly isSpoiled: boolean;
}

/** A signal in short windows, one after the other, none of which is in two phases. */
export class WindowSeries {
  readonly #window = new SignalWindow();
  readonly #lag = new Histogram();
  #points: WindowPoint[] = [];
  #phaseStartMs = 0;
  #fromMs = 0;
  #tickedAtMs = 0;
  #waitedMs = 0;
  #stallMs = 0;
  #touched = 0;
  #touchesUntilMs = 0;
  #isSpoiled = false;
  #parts = new Set<string>();

  add(atMs: number, whole: SignalDelta, meddling: Meddling = NO_MEDDLING): void {
    const delta = begunWithin(whole, atMs - this.#phaseStartMs);
    this.#window.add(atMs, delta);
    this.#meddle(atMs, delta, meddling);
    const spanMs = atMs - this.#fromMs;
    if (spanMs < WINDOW_MS) return;
    const { ended, failed, inFlight, latency } = this.#window.read();
    const seen = ended + inFlight;
    if (seen < WINDOW_SAMPLES && (spanMs < RARE.windowMs || seen < RARE.samples)) return;
    const p50Ms = seen < MEDIAN_SAMPLES_MIN ? undefined : latency.quantileMs(0.5);
    const p95Ms = seen < P95_SAMPLES_MIN ? undefined : latency.quantileMs(0.95);
    this.#points.push({
      fromMs: this.#fromMs,
      toMs: atMs,
      ...(p50Ms !== undefined && { p50Ms }),
      ...(p95Ms !== undefined && { p95Ms }),
      ...(ended > 0 && { errorRate: failed / ended }),
      ratePerS: (ended / spanMs) * 1000,
      ...this.#meddled(seen, spanMs),
    });
    this.cut(atMs);
  }

  /** A phase begins: what is in flight already is none of its requests. */
  startPhase(atMs: number): void {
    this.#phaseStartMs = atMs;
    this.cut(atMs);
  }

  /** Begins a new window and forgets the one that was on: something else begins. */
  cut(atMs: number): void {
    this.#window.clear(atMs);
    this.#lag.clear();
    this.#fromMs = atMs;
    this.#tickedAtMs = atMs;
    this.#waitedMs = 0;
    this.#touched = 0;
    this.#isSpoiled = false;
    this.#parts = new Set();
    if (atMs > this.#touchesUntilMs) this.#stallMs = 0;
  }

  /** The windows that lie between the two times. */
  between(fromMs: number, toMs: number): WindowPoint[] {
    return this.#points.filter((point) => point.fromMs >= fromMs && point.toMs <= toMs);
  }

  #meddle(atMs: number, delta: SignalDelta, meddling: Meddling): void {
    const { lag, stallMs, waiting, parts, isSpoiling, isFailing } = meddling;
    this.#lag.add(lag);
    this.#waitedMs += waiting * (atMs - this.#tickedAtMs);
    this.#tickedAtMs = atMs;
    for (const part of parts) this.#parts.add(part);
    this.#isSpoiled ||= isSpoiling;
    if (stallMs > 0) {
      this.#stallMs = Math.max(this.#stallMs, stallMs);
      // What was under way during a stall may end as long after it.
      this.#touchesUntilMs = Math.max(this.#touchesUntilMs, atMs + stallMs);
    }
    if (this.#stallMs > 0 && atMs <= this.#touchesUntilMs) this.#touched += delta.ended + delta.inFlight;
    this.#reachBack(atMs, meddling);
    if (isFailing) this.#spoilSince(atMs - NOTICED_LATE_MS, parts);
  }

  /** A long stall is told of when it is over, and so is how late requests were: windows before have seen it, too. */
  #reachBack(atMs: number, { lag, stallMs, parts }: Meddling): void {
    const reachMs = Math.max(stallMs, bucketMs(lag.at(-2) ?? 0));
    if (reachMs < LONG_MS) return;
    this.#points = this.#points.map((point) => {
      if (point.toMs <= atMs - reachMs) return point;
      const { p50, p95 } = point.addedMs;
      const addedMs = { p50: Math.max(p50, reachMs), p95: Math.max(p95, reachMs) };
      return { ...point, addedMs, parts: [...new Set([...point.parts, ...parts])] };
    });
  }

  #spoilSince(atMs: number, parts: readonly string[]): void {
    this.#isSpoiled = true;
    this.#points = this.#points.map((point) =>
      point.toMs <= atMs ? point : { ...point, isSpoiled: true, parts: [...new Set([...point.parts, ...parts])] },
    );
  }

  #meddled(seen: number, spanMs: number): Pick<WindowPoint, "addedMs" | "waiting" | "parts" | "isSpoiled"> {
    const share = this.#touched / seen;
    const addedMs = (quantile: number, moves: number) =>
      (this.#lag.quantileMs(quantile) ?? 0) + (share >= moves ? this.#stallMs : 0);
    return {
      addedMs: { p50: addedMs(0.5, MOVES.median), p95: addedMs(0.95, MOVES.p95) },
      waiting: this.#waitedMs / spanMs,
      parts: [...this.#parts],
      isSpoiled: this.#isSpoiled,
    };
  }
}

/**
 * Leaves out what has been in flight for longer: a stream that stays open, such as a subscription in gRPC, gets older from phase to
 * phase, and would look slower and slower.
 */
function begunWithin(delta: SignalDelta, ms: number): SignalDelta {
  const { ages, inFlight } = delta;
  let kept = ages.length;
  let older = 0;
  for (; kept > 0 && bucketMs(ages[kept - 2] ?? 0) > ms * (1 + BUCKET_WIDTH); kept -= 2) older += ages[kept - 1] ?? 0;
  return older === 0 ? delta : { ...delta, ages: ages.slice(0, kept), inFlight: Math.max(0, inFlight - older) };
}
