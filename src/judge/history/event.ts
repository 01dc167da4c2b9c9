import type { MachineKind } from "../../values/machine-kind.ts";
import type { Trit } from "../../values/trit.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { SparseHistogram } from "../measure/histogram.ts";
import type { Sample } from "../measure/samples.ts";
import type { SignalDelta } from "../measure/signal.ts";
import type { Plan } from "../plan/plan.ts";

/** In the order in which a run goes through them. */
export const phaseNames = ["up", "warm-up", "baseline", "fault", "recovery", "down"] as const;

export type PhaseName = (typeof phaseNames)[number];

/** Phases whose observations are kept apart and judged. */
export const measuredPhases = ["baseline", "fault", "recovery"] as const satisfies readonly PhaseName[];

export type MeasuredPhase = (typeof measuredPhases)[number];

/** That a person gave a record up: it may still be in, and nobody tries to take it out any more. */
export interface Forgotten {
  /** The record's id. */
  readonly record: string;
  /** `ann@laptop` */
  readonly by: string;
  /** ISO 8601 */
  readonly wall: string;
  readonly why: string;
}

/** That `recover` took a record out, and who called it. */
export interface Recovered {
  /** The record's id. */
  readonly record: string;
  /** `ann@laptop` */
  readonly person: string;
  /** ISO 8601 */
  readonly wall: string;
}

/** The outcome of judging a criterion once. */
export interface Judgement {
  /** True when the criterion held. */
  readonly holds: Trit;
  /** The measured value in the metric's own unit; none when nothing could be measured. */
  readonly measured?: number;
  readonly samples: number;
  /** Of a comparison of arms: where the truth lies, but for one time in 200, in the metric's own unit. Without `high` there is no upper end. */
  readonly interval?: { readonly low: number; readonly high?: number };
  /** For latencies: how late requests were sent, over the same window and taken the same way, in ms. */
  readonly scheduleLagMs?: number;
  /** The reason it is unknown. */
  readonly why?: string;
  /** Parts of the harness that could explain what was measured, so that it is unknown: `pacing`, `proxy of checkout`. */
  readonly explainedBy?: readonly string[];
}

export type CriterionRole = "steady-state" | "abort" | "expect";

/**
 * Effects that one part of the harness could have had, since the reading before, on the requests that it had to do
 * with.
 */
export interface PartReading {
  /** The most that it can have added to a request's time, in ms. */
  readonly delayMs?: number;
  /** Share of the time in which it wanted a processor and had none: 0..1. */
  readonly waiting?: number;
  /** Share of the last half second in which its busiest thread was at work: 0..1. */
  readonly busy?: number;
  /** The reason requests could have failed through it: `no answer for 2 s`, to go after its name. */
  readonly failing?: string;
}

export interface HarnessReading {
  /** Lateness of the load's requests, after its scheduled time. */
  readonly scheduleLag: SparseHistogram;
  /** The longest that a request was held on purpose, to be sent together with later ones; in the lag, too. None where none was. */
  readonly grainMs?: number;
  /** Longest stall of the runner's event loop since the last reading. */
  readonly loopDelayMaxMs: number;
  /** Share of one core that the runner used since the last reading, 0..n. */
  readonly cpu: number;
  /** By name, the parts that have something to say: `proxy of checkout`, `API server`, `machine`. */
  readonly parts?: Readonly<Record<string, PartReading>>;
}

/** Calls of a replica that wait for the same thing. */
export interface WaitingGroup {
  /** The thing waited for, in the service's words: `GET pricing/price`, `a slot for GET pricing/price`. */
  readonly on: string;
  readonly count: number;
  /** Time that the one that came first has waited. */
  readonly longestMs: number;
}

/** Requests that a replica has, by whether they have a worker. */
export interface PoolUse {
  readonly active: number;
  readonly queued: number;
}

/** The calls of a replica that wait at a moment, by what for, as it says itself. */
export interface ReplicaWaiting {
  readonly service: string;
  /** `pricing, replica 2` */
  readonly replica: string;
  readonly groups: readonly WaitingGroup[];
  readonly pool: PoolUse;
}

/**
 * Everything that happens in a run, in order. `atMs` counts from the beginning of the run on the monotonic
 * clock. The events alone make every report and the verdict.
 */
export type RunEvent = { readonly atMs: number } & (
  | {
      readonly type: "run-started";
      readonly run: string;
      readonly version: string;
      /** ISO 8601 */
      readonly wall: string;
      /** The machine that brownout ran on; none in journals of before it was noted. */
      readonly machine?: MachineKind;
      readonly plan: Plan;
    }
  | { readonly type: "phase"; readonly phase: PhaseName }
  | {
      readonly type: "tick";
      readonly signals: Readonly<Record<string, SignalDelta>>;
      /** Samples of the sampled signals since the tick before, in order; not there when nothing did. */
      readonly samples?: Readonly<Record<string, readonly Sample[]>>;
      readonly harness: HarnessReading;
    }
  | {
      readonly type: "undo-recorded";
      readonly record: UndoRecord;
      /** The fault that it is for. */
      readonly fault?: string;
      /** The remedy that it is for. */
      readonly remedy?: string;
    }
  | { readonly type: "injected"; readonly fault: string }
  | { readonly type: "verified"; readonly fault: string; readonly took: Trit; readonly evidence: string }
  /** Taking it out begins; `undone` of its records follow. Journals of before 0.2 don't have it. */
  | { readonly type: "undoing"; readonly fault: string }
  /** Before 0.2 `recover` wrote it, too, at any later time. */
  | { readonly type: "undone"; readonly record: string; readonly by: "runner" | "guardian" | "recover" }
  | { readonly type: "undo-failed"; readonly record: string; readonly why: string }
  /** It was in when its runner was gone, and `recover` took it out. The run's own clock stands still then. */
  | ({ readonly type: "recovered" } & Recovered)
  | ({ readonly type: "forgotten" } & Forgotten)
  /** Somebody outside was not told everything of the run, which hurt nothing in it. Comes after its end. */
  | { readonly type: "untold"; readonly outlet: string; readonly why: string }
  | { readonly type: "remedy-begun"; readonly remedy: string }
  | { readonly type: "remedy-done"; readonly remedy: string; readonly evidence: string }
  | { readonly type: "remedy-failed"; readonly remedy: string; readonly why: string }
  /** It was taken back, or was over by itself. */
  | { readonly type: "remedy-over"; readonly remedy: string }
  | { readonly type: "stopped"; readonly cause: StopCause }
  | { readonly type: "pods"; readonly service: string; readonly ready: number; readonly desired: number }
  | { readonly type: "service-died"; readonly service: string; readonly why: string }
  | ({ readonly type: "waiting" } & ReplicaWaiting)
  | { readonly type: "diagnosis"; readonly service: string; readonly facts: Readonly<Record<string, number | string>> }
  | { readonly type: "run-ended"; readonly exitCode: number }
);

/** The reason a run stopped early. */
export type StopCause =
  | { readonly kind: "abort"; readonly index: number; readonly judgement: Judgement }
  | { readonly kind: "no-steady-state" }
  | { readonly kind: "interrupted"; readonly signal: "SIGINT" | "SIGTERM" }
  | {
      readonly kind: "broken";
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** 3 where the run only proved nothing, 70 where brownout itself is wrong. */
      readonly exitCode: number;
    };
