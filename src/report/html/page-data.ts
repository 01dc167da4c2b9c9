/** The things that all charts of a run show beside their lines. Times are ms from the beginning of the run. */
export interface ChartFrame {
  /** Length of a bin of all signals. The first begins at 0. */
  readonly binMs: number;
  readonly phases: readonly Span[];
  /** Faults that went in. */
  readonly faults: readonly Span[];
  /** Time at which an abort criterion ended the run. */
  readonly abortAtMs?: number;
}

/** Data of a report that its page draws: JSON within the page. */
export interface PageData extends ChartFrame {
  /** Words for the degrees that `PageSignal.degrees` counts, the calmest first. */
  readonly degrees: readonly string[];
  readonly signals: readonly PageSignal[];
}

export interface Span {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Figures of a bin each; null where nothing is known. */
export type Figures = readonly (number | null)[];

/** A load or an edge over a run, as charts show it. */
export interface ChartedSignal {
  readonly name: string;
  /** Requests that ended, per second. */
  readonly perS: Figures;
  /** Share of them that failed, 0..1. */
  readonly errors: Figures;
  /** Latencies in ms of those that ended, and of those in flight at the bin's end with the age that they had. */
  readonly p50: Figures;
  readonly p95: Figures;
  readonly p99: Figures;
  /** The extremes of the shorter bins that these are made of, where they are: nothing that was short is lost in a long run. */
  readonly extremes?: {
    readonly lowestPerS: Figures;
    readonly highestPerS: Figures;
    readonly worstErrors: Figures;
    readonly worstP99: Figures;
  };
  readonly limits: readonly PageLimit[];
}

/** A load or an edge over the whole run. */
export interface PageSignal extends ChartedSignal {
  /** A character a bin: the number of a degree, or `?` where it isn't known. */
  readonly degrees: string;
  readonly heat: HeatMap;
}

/** A criterion as a line on one of the charts. */
export interface PageLimit {
  readonly chart: Chart;
  readonly value: number;
  readonly text: string;
}

export type Chart = "rate" | "errors" | "latency";

/** Latencies over time, a column for each stretch of time and a row for each class of latencies. */
export interface HeatMap {
  /** Length of a column; the first begins at 0. */
  readonly columnMs: number;
  /** Number of requests of a column by row, as `[row, count, row, count, …]`. */
  readonly columns: readonly (readonly number[])[];
}
