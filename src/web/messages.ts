import type { DayEvent, Person } from "../judge/gameday/day-event.ts";
import type { DayState } from "../judge/gameday/day-state.ts";
import type { CriterionRole, PhaseName } from "../judge/history/event.ts";
import type { LiveView } from "../judge/history/result.ts";
import type { LaidGraph } from "../report/html/graph-layout.ts";
import type { ChartedSignal, Span } from "../report/html/page-data.ts";

/** All that the server tells pages, as server-sent events: the data of each, in JSON, by its name. */
export interface Messages {
  /** All of the day: first of all, and again to a page that could not keep up. */
  readonly day: { readonly state: DayState; readonly you: Person };
  /** A thing that happened since. */
  readonly happened: DayEvent;
  /** All of the run under way, or of the last one: when it begins, and after `day`. */
  readonly run: RunPicture;
  readonly moment: RunMoment;
  readonly bins: NewBins;
}

/** A run as far as it has come. */
export interface RunPicture {
  readonly run: string;
  readonly experiment: string;
  /** Of all its phases. */
  readonly totalMs: number;
  /** None where the run knows no graph of its system. */
  readonly map?: LaidGraph;
  /** Names of the edges and services that faults are planned on. */
  readonly targets: readonly string[];
  readonly binMs: number;
  /** Its loads. */
  readonly signals: readonly ChartedSignal[];
  readonly moment: RunMoment;
}

/** A moment of a run. Figures of signals are over the last two seconds. */
export interface RunMoment
  extends Pick<LiveView, "phaseElapsedMs" | "phaseLengthMs" | "untilSteady" | "elapsedMs" | "faults" | "remedies"> {
  readonly phase: PhaseName;
  readonly phases: readonly Span[];
  /** Times in which faults were in. */
  readonly spans: readonly Span[];
  readonly abortAtMs?: number;
  /** True from when it is being ended early. */
  readonly isStopping: boolean;
  /** True when it has ended, and all that it put in was taken out, as far as that was possible. */
  readonly isOver: boolean;
  readonly loads: readonly SignalMoment[];
  readonly edges: readonly SignalMoment[];
  readonly criteria: readonly CriterionMoment[];
}

/** A load or an edge at a moment. */
export interface SignalMoment {
  readonly name: string;
  /** None of these where calls can't be seen. */
  readonly ratePerS?: number;
  /** 0..1 */
  readonly errorRate?: number;
  readonly p95Ms?: number;
  /** 0 as in the baseline, 1 at ten times its p95; none before that ended. */
  readonly heat?: number;
}

export interface CriterionMoment {
  readonly text: string;
  readonly role: CriterionRole;
  /** True where it is as it should be: an abort that doesn't hold is. None where that isn't known. */
  readonly isWell?: boolean;
  /** In the unit of its metric: `38 ms`. */
  readonly measured?: string;
}

/** The figures of a load in one bin of its chart; null where nothing is known. Latencies in ms. */
export interface BinFigures {
  readonly perS: number | null;
  readonly errors: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The next bin of each load, in the order of {@link RunPicture.signals}. */
export type NewBins = readonly BinFigures[];
