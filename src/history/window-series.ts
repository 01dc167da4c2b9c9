import type { SignalDelta } from "../measure/signal.ts";
import { SignalWindow } from "../measure/window.ts";

/** The shortest window: a stall of a busy machine is mostly shorter than two. */
const WINDOW_MS = 500;
/** A window goes on until it has so many requests, ended or in flight. */
const WINDOW_SAMPLES = 10;
/** Where requests are rare, as behind an open breaker, it goes on for so long and makes do with these. */
const RARE = { windowMs: 2000, samples: 3 } as const;
/** From so many on a window has a median, and a p95. */
const MEDIAN_SAMPLES = 5;
const P95_SAMPLES = 20;

/** What a signal did in one short window. */
export interface WindowPoint {
  readonly fromMs: number;
  readonly toMs: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  /** 0..1; none when nothing ended. */
  readonly errorRate?: number;
  /** Requests that ended. */
  readonly ratePerS: number;
}

/** A signal in short windows, one after the other, none of which is in two phases. */
export class WindowSeries {
  readonly #window = new SignalWindow();
  readonly #points: WindowPoint[] = [];
  #fromMs = 0;

  add(atMs: number, delta: SignalDelta): void {
    this.#window.add(atMs, delta);
    const spanMs = atMs - this.#fromMs;
    if (spanMs < WINDOW_MS) return;
    const { ended, failed, inFlight, latency } = this.#window.read();
    const seen = ended + inFlight;
    if (seen < WINDOW_SAMPLES && (spanMs < RARE.windowMs || seen < RARE.samples)) return;
    const p50Ms = seen < MEDIAN_SAMPLES ? undefined : latency.quantileMs(0.5);
    const p95Ms = seen < P95_SAMPLES ? undefined : latency.quantileMs(0.95);
    this.#points.push({
      fromMs: this.#fromMs,
      toMs: atMs,
      ...(p50Ms !== undefined && { p50Ms }),
      ...(p95Ms !== undefined && { p95Ms }),
      ...(ended > 0 && { errorRate: failed / ended }),
      ratePerS: (ended / spanMs) * 1000,
    });
    this.cut(atMs);
  }

  /** Begins a new window and forgets the one that was on: something else begins. */
  cut(atMs: number): void {
    this.#window.clear(atMs);
    this.#fromMs = atMs;
  }

  /** The windows that lie between the two times. */
  between(fromMs: number, toMs: number): WindowPoint[] {
    return this.#points.filter((point) => point.fromMs >= fromMs && point.toMs <= toMs);
  }
}
