import type { SignalDelta } from "../measure/signal.ts";
import { SignalWindow } from "../measure/window.ts";

/** A load between two ticks of a measurement. */
export interface MeasuredTick {
  /** End of the stretch, in ms on one clock. */
  readonly atMs: number;
  /** Undefined where nothing was heard of the load. */
  readonly delta: SignalDelta | undefined;
  /** True when the harness itself did so badly that it says nothing of the system. */
  readonly isSpoiled: boolean;
}

/** Figures of a load over one of the windows that follow each other. */
export interface MeasuredWindow {
  readonly lengthMs: number;
  /** Requests that ended. */
  readonly ended: number;
  readonly failed: number;
  /** Undefined where no request ended or is in flight. */
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly isSpoiled: boolean;
}

/** The shortest: a run judges steady state over longer stretches, and the p95 of a stretch is never above that of its worst part. */
const WINDOW_MS = 1000;

/**
 * Cuts a measurement into windows: of a second, longer until so many requests are in one. What is left at its end is in none.
 * @param fromMs its beginning
 */
export function windowsOf(ticks: readonly MeasuredTick[], fromMs: number, samples: number): MeasuredWindow[] {
  const windows: MeasuredWindow[] = [];
  const window = new SignalWindow();
  let [startMs, isSpoiled] = [fromMs, false];
  window.clear(fromMs);
  for (const tick of ticks) {
    if (tick.delta !== undefined) window.add(tick.atMs, tick.delta);
    isSpoiled ||= tick.isSpoiled;
    const lengthMs = tick.atMs - startMs;
    const { completed, ended, failed, latency } = window.read();
    if (lengthMs < WINDOW_MS || completed < samples) continue;
    windows.push({
      lengthMs,
      ended,
      failed,
      p95Ms: latency.quantileMs(0.95),
      p99Ms: latency.quantileMs(0.99),
      isSpoiled,
    });
    [startMs, isSpoiled] = [tick.atMs, false];
    window.clear(tick.atMs);
  }
  return windows;
}
