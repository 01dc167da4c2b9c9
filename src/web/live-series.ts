import type { LiveSignal } from "../judge/history/result.ts";
import type { ChartedSignal } from "../report/html/page-data.ts";
import type { BinFigures } from "./messages.ts";

/** Length of a bin at first; it doubles whenever there are too many. */
const FIRST_BIN_MS = 500;
/** Bins that a chart has at most: more than pixels on any screen. */
const MOST_BINS = 1200;

/** The loads of a run over time, each bin by how the load was over the last two seconds at its end. */
export class LiveSeries {
  #binMs = FIRST_BIN_MS;
  readonly #bins: BinFigures[][];
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#bins = names.map(() => []);
  }

  get binMs(): number {
    return this.#binMs;
  }

  /** Tells whether a bin has ended by this time of the run. */
  isDue(atMs: number): boolean {
    return atMs >= ((this.#bins[0]?.length ?? 0) + 1) * this.#binMs;
  }

  /** Adds a bin of each load. Gives them, or nothing where bins were joined, so that all of the series is another. */
  add(loads: readonly LiveSignal[]): readonly BinFigures[] | undefined {
    const figures = this.#names.map((name) => figuresOf(loads.find((load) => load.name === name)));
    for (const [at, bins] of this.#bins.entries()) bins.push(figures[at] ?? NOTHING);
    if ((this.#bins[0]?.length ?? 0) < MOST_BINS) return figures;
    this.#binMs *= 2;
    for (const bins of this.#bins) bins.splice(0, bins.length, ...inPairs(bins));
    return undefined;
  }

  /** The series as a chart takes it. */
  signals(): Omit<ChartedSignal, "limits">[] {
    return this.#names.map((name, at) => {
      const bins = this.#bins[at] ?? [];
      const of = (key: keyof BinFigures) => bins.map((bin) => bin[key]);
      return { name, perS: of("perS"), errors: of("errors"), p50: of("p50"), p95: of("p95"), p99: of("p99") };
    });
  }
}

const NOTHING: BinFigures = { perS: null, errors: null, p50: null, p95: null, p99: null };

function figuresOf(load: LiveSignal | undefined): BinFigures {
  if (load === undefined || load.opaque !== undefined) return NOTHING;
  return {
    perS: load.ratePerS,
    errors: load.errorRate ?? null,
    p50: load.p50Ms ?? null,
    p95: load.p95Ms ?? null,
    p99: load.p99Ms ?? null,
  };
}

/** Of two bins the worse figure of each kind stays, so that nothing that was short is lost. */
function inPairs(bins: readonly BinFigures[]): BinFigures[] {
  return bins.flatMap((bin, at) => {
    if (at % 2 === 0) return [];
    const before = bins[at - 1] ?? NOTHING;
    const worse = (key: keyof BinFigures) =>
      before[key] === null || bin[key] === null ? (bin[key] ?? before[key]) : Math.max(before[key], bin[key]);
    return [{ perS: bin.perS, errors: worse("errors"), p50: worse("p50"), p95: worse("p95"), p99: worse("p99") }];
  });
}
