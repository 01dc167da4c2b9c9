import { Histogram, type SparseHistogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import { addSparse } from "../judge/measure/sparse.ts";
import { emptyDelta, joinDeltas } from "../judge/measure/totals.ts";
import type { Clock } from "../values/clock/clock.ts";
import { stopInTime } from "./in-time.ts";
import type { LoadBatch, LoadDriver, ResolvedLoad, RunningLoad } from "./load.ts";
import { type LoadReport, openLoopReport } from "./load-report.ts";

/** As often as a run ticks, so that what is judged is judged as finely. */
const BATCH_EVERY_MS = 50;

/** A load that ends by itself. */
export type FiniteLoad = ResolvedLoad & { readonly arrivalsForMs: number };

export interface RunAloneOptions {
  readonly seed: number;
  readonly clock: Clock;
  /** Ends the load early; what was measured until then is reported. */
  readonly signal: AbortSignal;
  /** Told of each batch, and how long after the load's beginning, in ms, it ends. */
  onBatch?(sinceStartMs: number, batch: LoadBatch): void;
}

/** Runs one load without an experiment: all its arrivals, then until the last request has ended or timed out. */
export async function runAlone(load: FiniteLoad, driver: LoadDriver, options: RunAloneOptions): Promise<LoadReport> {
  const { seed, clock, signal, onBatch } = options;
  const finished = Promise.withResolvers<void>();
  // One of several threads may break before the others are up, when nobody waits for it yet.
  finished.promise.catch(() => undefined);
  const measured = new Measured();
  let startMs = Infinity;
  const starting = driver.start([load], {
    seed,
    batchEveryMs: BATCH_EVERY_MS,
    run: `alone at ${clock.wallMs()}`,
    signal,
    onBatch(batch) {
      const delta = measured.add(load.name, batch);
      onBatch?.(Math.max(0, batch.atMs - startMs), batch);
      const isIdle = delta.started === 0 && delta.inFlight === 0;
      if (isIdle && batch.atMs - startMs >= load.arrivalsForMs) finished.resolve();
    },
    onBroken: finished.reject,
  });
  const running = await unlessAborted(starting, signal);
  if (running === undefined) return measured.report(0);
  startMs = clock.nowMs();
  const end = () => finished.resolve();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    await finished.promise;
  } finally {
    signal.removeEventListener("abort", end);
    await stopInTime(clock, running);
  }
  return measured.report(Math.min(clock.nowMs() - startMs, load.arrivalsForMs));
}

/** Resolves with undefined where the signal aborts first. */
async function unlessAborted(starting: Promise<RunningLoad>, signal: AbortSignal): Promise<RunningLoad | undefined> {
  try {
    return await starting;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Adds batches up. */
class Measured {
  #totals = emptyDelta;
  #scheduleLag: SparseHistogram = [];
  #grainMs = 0;
  #lastSent: SparseHistogram = [];

  add(name: string, batch: LoadBatch): SignalDelta {
    const delta = batch.signals[name] ?? emptyDelta;
    this.#totals = joinDeltas(this.#totals, delta);
    this.#scheduleLag = addSparse(this.#scheduleLag, batch.scheduleLag);
    this.#grainMs = Math.max(this.#grainMs, batch.grainMs);
    if (batch.scheduleLag.length > 0) this.#lastSent = batch.scheduleLag;
    return delta;
  }

  /** A sender that can't keep up goes on after the last scheduled time: by as much as the last ones were late. */
  report(scheduledForMs: number): LoadReport {
    const last = new Histogram();
    last.add(this.#lastSent);
    const sendingMs = scheduledForMs + (last.quantileMs(1) ?? 0);
    return openLoopReport(this.#totals, { scheduleLag: this.#scheduleLag, grainMs: this.#grainMs }, sendingMs);
  }
}
