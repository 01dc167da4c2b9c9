import { Histogram, type SparseHistogram } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import { emptyDelta, joinDeltas } from "../../src/judge/measure/totals.ts";
import type { LoadBatch, LoadOptions, ResolvedLoad } from "../../src/load/load.ts";
import { openLoop } from "../../src/load/open-loop.ts";

/** A load with what most tests don't care about filled in. Its arrivals end after `arrivalsForMs`. */
export function makeLoad(parts: Partial<ResolvedLoad> & { readonly url?: string }): ResolvedLoad {
  const { url, ...rest } = parts;
  return {
    name: "load",
    pacing: { kind: "constant", ratePerS: 500 },
    requests: [{ method: "GET", urls: [`${url}/`], headers: {}, weight: 1 }],
    timeoutMs: 30_000,
    maxInFlight: 1000,
    failOn: [{ from: 500, to: 599 }],
    arrivalsForMs: 200,
    ...rest,
  };
}

/** A load whose arrivals go on until it is stopped. */
export function makeEndlessLoad(parts: Parameters<typeof makeLoad>[0]): ResolvedLoad {
  const { arrivalsForMs: _, ...endless } = makeLoad(parts);
  return endless;
}

/** Keeps what a load reports. */
export class Collector implements LoadOptions {
  readonly seed = 1;
  readonly batchEveryMs = 20;
  readonly run = "run-1";
  readonly signal = new AbortController().signal;
  readonly batches: LoadBatch[] = [];
  readonly scheduleLag = new Histogram();
  readonly broken: Promise<Error>;
  readonly breaks: Error[] = [];
  readonly onBroken: (error: Error) => void;
  #totals: Record<string, SignalDelta> = {};
  #waiting: { readonly holds: (batch: LoadBatch) => boolean; readonly resolve: () => void }[] = [];

  constructor() {
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.broken = promise;
    this.onBroken = (error) => {
      this.breaks.push(error);
      resolve(error);
    };
  }

  onBatch = (batch: LoadBatch): void => {
    this.batches.push(batch);
    this.scheduleLag.add(batch.scheduleLag);
    for (const [name, delta] of Object.entries(batch.signals)) {
      this.#totals[name] = joinDeltas(this.totals(name), delta);
    }
    for (const waiting of this.#waiting.filter(({ holds }) => holds(batch))) waiting.resolve();
  };

  totals(name = "load"): SignalDelta {
    return this.#totals[name] ?? emptyDelta;
  }

  /** Resolves at the first batch from now on for which `holds` is true. */
  until(holds: (batch: LoadBatch) => boolean): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }
}

/** Runs loads until `count` requests of the one named `load` have ended, and stops. */
export async function runUntilEnded(count: number, ...loads: readonly ResolvedLoad[]): Promise<Collector> {
  const collector = new Collector();
  const running = await openLoop.start(loads, collector);
  if (collector.totals().ended < count) await collector.until(() => collector.totals().ended >= count);
  await running.stop();
  return collector;
}

/** The duration that `share` of those in a histogram don't exceed. */
export function quantileOf(sparse: SparseHistogram, share: number): number {
  const histogram = new Histogram();
  histogram.add(sparse);
  return histogram.quantileMs(share) ?? Number.NaN;
}

/** Number of durations that a histogram holds. */
export function countOf(sparse: SparseHistogram): number {
  return sparse.reduce((sum, value, at) => (at % 2 === 1 ? sum + value : sum), 0);
}
