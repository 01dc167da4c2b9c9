import { setTimeout as sleep } from "node:timers/promises";
import type { MeasuredRun } from "../../src/judge/gate/figures.ts";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import { emptyDelta, joinDeltas } from "../../src/judge/measure/totals.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { startLoad } from "./running-load.ts";
import { type Change, Service, UNCHANGED } from "./service.ts";

/** Length of a run. */
const LASTS_MS = 1250;
/** Until answers of the service as it was before are out of the way. */
const SETTLES_MS = 200;
/** After so many unchanged runs comes one of each change, so that all meet the same noise. */
const CHANGED_EVERY = 10;

export interface RealRuns {
  /** In the order of time. */
  readonly unchanged: readonly MeasuredRun[];
  readonly changed: readonly { readonly change: Change; readonly runs: readonly MeasuredRun[] }[];
}

/** Makes real runs, one after the other: so many of the unchanged service, and of each change among them. */
export async function makeRealRuns(count: number, changes: readonly Change[]): Promise<RealRuns> {
  const service = await Service.start(seededRandom(1));
  const load = await LoadInStretches.start(service.url);
  const unchanged: MeasuredRun[] = [];
  const changed = changes.map((change) => ({ change, runs: [] as MeasuredRun[] }));
  const oneRun = async (change: Change, nth: number): Promise<MeasuredRun> => {
    service.change = change;
    await sleep(SETTLES_MS);
    const figures = { users: { fault: figuresOf(await load.measure(LASTS_MS)) } };
    return { run: `${change.name} ${nth}`, startedAt: new Date().toISOString(), figures };
  };
  try {
    for (let nth = 0; nth < count; nth++) {
      unchanged.push(await oneRun(UNCHANGED, nth));
      if (nth % CHANGED_EVERY !== 0) continue;
      for (const { change, runs } of changed) runs.push(await oneRun(change, nth));
      process.stderr.write(`\r${nth} of ${count} runs`);
    }
  } finally {
    await load.stop();
    service.stop();
  }
  process.stderr.write("\n");
  return { unchanged, changed };
}

/** A load that goes on, of which each run is a stretch. */
class LoadInStretches {
  readonly #stop: () => Promise<void>;
  readonly #measured: { total: SignalDelta };

  private constructor(measured: { total: SignalDelta }, stop: () => Promise<void>) {
    this.#measured = measured;
    this.#stop = stop;
  }

  static async start(url: string): Promise<LoadInStretches> {
    const measured = { total: emptyDelta };
    const running = await startLoad(url, ({ users }) => {
      measured.total = joinDeltas(measured.total, users ?? emptyDelta);
    });
    return new LoadInStretches(measured, () => running.stop());
  }

  /** Measures all that ends within that time. */
  async measure(ms: number): Promise<SignalDelta> {
    this.#measured.total = emptyDelta;
    await sleep(ms);
    return this.#measured.total;
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

function figuresOf({ latency, failed, ended }: SignalDelta) {
  const histogram = new Histogram();
  histogram.add(latency);
  const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = [0.5, 0.95, 0.99].map((quantile) => histogram.quantileMs(quantile));
  return { p50Ms, p95Ms, p99Ms, errorRate: failed / ended, ended };
}
