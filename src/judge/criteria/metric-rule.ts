import type { Criterion } from "../../files/experiment/criterion.ts";
import type { CriterionRole, Judgement } from "../history/event.ts";
import type { Recovery } from "../history/result.ts";
import type { ReadonlyHistogram } from "../measure/histogram.ts";
import type { SampleReading } from "../measure/samples.ts";
import type { SignalReading } from "../measure/window.ts";
import type { Suspicion } from "./suspicion.ts";

/** Measurements that a criterion is judged by. */
export interface CriterionReading {
  /** The criterion's signal over its window; none when the signal could not be read. */
  readonly signal: SignalReading | undefined;
  /** Requests that came in to the edge's caller over the same window; for amplification. */
  readonly incoming?: number;
  /** Connections to the edge's caller on which no requests can be seen. */
  readonly incomingOpaque?: number;
  /** The samples of a sampled signal over the criterion's window; for value. */
  readonly samples?: ValueReading;
  /** The other arm of the load over the same window; for what compares them. */
  readonly otherArm?: SignalReading;
  /** The course of recovery, once it was measured; for recovery criteria. */
  readonly recovery?: Pick<Recovery, "recovered" | "afterMs" | "earliestMs">;
}

/** A reading of a sampled signal, and the longest gap that it may have. */
export interface ValueReading extends SampleReading {
  readonly staleAfterMs: number;
}

/** A value that was measured, beside what the harness may have done to it. */
export interface Suspected {
  readonly criterion: Criterion;
  readonly reading: SignalReading;
  readonly suspicion: Suspicion;
  readonly measured: number;
  /** The range of what the truth may be, of a comparison of arms. */
  readonly interval: Judgement["interval"];
  /** True when the measured value is beyond the limit, upwards. */
  readonly isAbove: boolean;
  /** Requests that were late or stalled for so long that they are not those that the experiment asks for. */
  readonly spoiled: number;
  /** Share of the time in which a part waited for a processor: 0..0.95. */
  readonly waited: number;
  /** The same of the other arm, where two are compared. */
  readonly other: Pick<Suspected, "reading" | "suspicion"> | undefined;
  /** Tells whether another value would be on the same side of the limit. */
  same(value: number): boolean;
}

/** Everything that is known of a metric, but how it is written (files/experiment/metrics.ts). */
export interface MetricRule {
  /** Judges by requests, of which there are some. Absent for metrics that aren't about requests. */
  judgeSignal?(criterion: Criterion, signal: SignalReading, reading: CriterionReading, role: CriterionRole): Judgement;
  /** Judges by what isn't requests. */
  judgeOther?(criterion: Criterion, reading: CriterionReading): Judgement | undefined;
  /**
   * Gives the samples from which on a criterion is sure to be decided in steady state and expectations: requests that
   * ended, or, for amplification, that came in to the caller, or began. Absent where that doesn't depend on samples.
   */
  samplesNeeded?(criterion: Criterion): number;
  /** Tells whether the judgement would be the same whatever the harness did. Absent where it can do nothing. */
  stands?(value: Suspected): boolean;
  /** Gives the lateness of the load as the metric takes it, in ms. Absent for what isn't a latency. */
  lagMs?(lag: ReadonlyHistogram, criterion: Criterion): number | undefined;
  /** Prints a value in the metric's unit: `12.3 %`, `2.84 s`, `38 ms`, `200/s`, `1.42x`. */
  format(value: number): string;
  /** True for what a busy machine makes worse by itself. */
  readonly isWorseWhenBusy: boolean;
  /** True for what happens once, so that its samples say nothing. */
  readonly isOnce?: true;
}
