import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Trit } from "../../values/trit.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type {
  CriterionRole,
  Forgotten,
  HarnessReading,
  Judgement,
  MeasuredPhase,
  PhaseName,
  StopCause,
} from "./event.ts";
import type { LateRecord } from "./undo-log.ts";

export type Verdict = "pass" | "fail" | "aborted" | "inconclusive" | "undo-incomplete";

/** Figures of a signal over a stretch of a run. Latencies in ms, counting those in flight with the age they had. */
export interface SignalStats {
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** 0..1; none when nothing ended. */
  readonly errorRate?: number;
  readonly ratePerS: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly maxMs?: number;
  /** The most that were in flight at any tick. */
  readonly inFlightMax: number;
  /** The fault that kept some of an edge's calls from being counted, so that all counts here are too low. */
  readonly uncounted?: string;
  /**
   * Calls on an edge per request that came in to the caller, none where some weren't counted; attempts per request of a
   * load with a retry.
   */
  readonly amplification?: number;
  /** Connections per second that a load of sessions tried to open; none of other signals. */
  readonly attemptsPerS?: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Answers that began, by class of their status: `2xx`. Empty where nothing was seen of HTTP. */
  readonly statuses: Readonly<Record<string, number>>;
  /**
   * Connections that the proxy couldn't look into, so that calls on them weren't seen: the counts aren't of all then, and
   * there are no ratios and no latencies. Only where there were any.
   */
  readonly opaque?: number;
  /** Of an edge; none where there were none. */
  readonly handshakes?: HandshakeStats;
  /** Of an edge's connections since its proxy came up, how many were found to carry a protocol: `http/1`, `tls`. */
  readonly protocols?: Readonly<Record<string, number>>;
}

/** TLS handshakes of an edge, as its caller sees them. */
export interface HandshakeStats {
  /** Those that ended. */
  readonly total: number;
  readonly failed: number;
  /** Of those that didn't fail; so for the others. None where all failed. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
}

export type ByPhase = Readonly<Partial<Record<MeasuredPhase, SignalStats>>>;

export interface JudgedCriterion extends Criterion {
  readonly role: CriterionRole;
  readonly judgement: Judgement;
  /** Distance to the limit in the metric's unit, positive on the good side; none when nothing was measured. */
  readonly margin?: number;
}

/** A signal leaving what it did in the baseline. */
export interface Degradation {
  readonly signal: string;
  /** After the first fault went in. */
  readonly afterMs: number;
  /** `p95 41 ms -> 2,840 ms, errors 0 %` */
  readonly evidence: string;
}

/** A conclusion on a load, an edge or a service that could not be drawn. */
export interface Undecided {
  readonly name: string;
  readonly conclusion: "degraded" | "hurt";
  /** And what would have been enough. */
  readonly why: string;
}

/**
 * The place where the trouble began, as far as the observations show: an edge, a service, or none of what is measured.
 */
export type Origin = { readonly evidence: readonly string[] } & (
  | { readonly kind: "edge"; readonly edge: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "not-measured" }
);

/** The fate of the control arm of a load while the faults, which spared it, were in. */
export interface Spillover {
  /** Name of the arm's signal: `shoppers.control`. */
  readonly signal: string;
  /** True when it did worse than before, so that the arms may differ by less than the faults did; false when it surely did no worse. */
  readonly worse: Trit;
  /** Its p95 in the fault phase as so many times that of the baseline: where the truth lies, but for one time in 200. None where there is too little. */
  readonly times?: { readonly low: number; readonly high: number };
  /** Services that call where the faults were: their pools and queues are those of both arms. */
  readonly shared: readonly string[];
  /** The phases and load that would tell, where there is too little to. */
  readonly why?: string;
}

export interface Recovery {
  /** True when steady state came back; unknown when it could not be judged. */
  readonly recovered: Trit;
  /** From when the last fault began to be taken out (or healed by itself: went in) until steady state held again. */
  readonly afterMs?: number;
  /** Set when windows before that could not be judged: it may have held from so early on. */
  readonly earliestMs?: number;
  /** The reason it is unknown, and what would have been enough. */
  readonly why?: string;
  /** Set when it stayed down with the fault gone and something keeps feeding it: what, the strongest first. */
  readonly metastable?: readonly string[];
}

/** A step against the failure, and what came after it until the next one began. */
export interface RemedyOutcome {
  /** As in the plan; `undo` for what came before the first, with nothing done but that the faults were out. */
  readonly id: string;
  /** In a person's words: `restarts api`. */
  readonly what: string;
  readonly begunAtMs?: number;
  readonly doneAtMs?: number;
  /** Time at which it was taken back, or was over by itself. */
  readonly overAtMs?: number;
  readonly done: Trit;
  /** Facts that show that it was done, or why it could not be. */
  readonly evidence: string;
  /** Recovery until the next remedy began, counted from when this one did; null where its time did not come. */
  readonly after: Omit<Recovery, "metastable"> | null;
}

export interface FaultOutcome {
  readonly id: string;
  readonly type: string;
  readonly on: string;
  /** Set where the platform heals it by itself, from when it went in. */
  readonly healsFrom?: "injection";
  readonly injectedAtMs?: number;
  /** Time at which taking it out began. */
  readonly undoingAtMs?: number;
  readonly undoneAtMs?: number;
  readonly took: Trit;
  readonly evidence: string;
}

export interface HarnessStats {
  readonly scheduleLagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** The longest that a request was held on purpose, to be sent together with later ones; in the lag, too. None where none was. */
  readonly grainMs?: number;
  readonly loopDelayMaxMs: number;
  readonly cpuMax: number;
  /** Share of the time from baseline to recovery in which what was measured is of no use, whichever part's fault it is. */
  readonly unusable: number;
  /** By name, each part that had something to say. */
  readonly parts: Readonly<Record<string, PartStats>>;
}

/** Figures of a part of the harness from baseline to recovery. */
export interface PartStats {
  /** The most that it may have added to a request at once. */
  readonly delayMaxMs: number;
  /** Share of the time in which it wanted a processor and had none, or had one and nothing to spare. */
  readonly waiting: number;
  /** Largest share of half a second in which a thread of it was at work; none where that was below a half. */
  readonly busyMax?: number;
  /** Share of the time in which what was measured is of no use because of it. */
  readonly unusable: number;
  /** The reason requests may have failed through it, as it said last. */
  readonly failing?: string;
}

/** The pods of a service over a run. */
export interface ServicePods {
  readonly service: string;
  /** As they were first seen, and then every change; in order. */
  readonly counts: readonly PodsAt[];
  /** The moment at which the fewest of those that there should have been were ready: the first such time. */
  readonly fewest: PodsAt;
  /** For how long in all fewer were ready than there should have been. */
  readonly tooFewMs: number;
}

/** Number of pods that a service had ready from a moment on, and that it should have had. */
export interface PodsAt {
  readonly atMs: number;
  readonly ready: number;
  readonly desired: number;
}

/** A signal on the way from a load that is visibly broken down to the origin. */
export interface WayBackStep {
  readonly signal: string;
  /** None where nothing was measured; so for the other. */
  readonly baselineP95Ms?: number;
  readonly faultP95Ms?: number;
}

/** Calls of a service, of all its replicas together, that waited for the same thing while the trouble was in. */
export interface WaitingCalls {
  readonly service: string;
  /** The thing waited for, in the service's words: `GET pricing/price`. */
  readonly on: string;
  readonly count: number;
  /** Time that the one that came first had waited. */
  readonly longestMs: number;
}

/** All that reports say of a run. */
export interface RunResult {
  readonly run: string;
  readonly experiment: string;
  readonly title: string;
  readonly platform: string;
  /** ISO 8601 */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** The reasons for this verdict, a sentence each, the weightiest first. */
  readonly reasons: readonly string[];
  /** Facts to know of the run, though it decided nothing, a sentence each. */
  readonly warnings: readonly string[];
  readonly stop?: StopCause;
  readonly phases: readonly { readonly name: PhaseName; readonly fromMs: number; readonly toMs: number }[];
  readonly criteria: readonly JudgedCriterion[];
  /** Loads and edges by name. */
  readonly signals: Readonly<Record<string, ByPhase>>;
  /** Services by name: everything that came in to them. */
  readonly services: Readonly<Record<string, ByPhase>>;
  /** Services that answered clearly worse in the fault phase than in the baseline. */
  readonly hurt: readonly string[];
  /** One for each load; none where loads have no arms, and before a fault was in. */
  readonly spillover?: readonly Spillover[];
  /** In the order in which they degraded. */
  readonly degradations: readonly Degradation[];
  /** Facts that could not be told of loads, edges and services. */
  readonly undecided: readonly Undecided[];
  /** Edges on which no call was seen, so that nothing is known of them. */
  readonly unmeasured: readonly string[];
  readonly origin: Origin | null;
  /** From a load that degraded, edge by edge, to the origin's own; empty where the origin is no edge. */
  readonly wayBack: readonly WayBackStep[];
  /** The most first; only counts that are worth telling. Empty where no service says. */
  readonly waiting: readonly WaitingCalls[];
  readonly recovery: Recovery | null;
  /** In order of their times, after what came before the first; none where the experiment has none. */
  readonly remedies?: readonly RemedyOutcome[];
  readonly faults: readonly FaultOutcome[];
  /** On a cluster: the pods of its services. */
  readonly pods?: readonly ServicePods[];
  /** Records of what may still be in. */
  readonly leftBehind: readonly UndoRecord[];
  /** Undo records that a person gave up with `recover --forget`, though it may still be in; none where nothing was. */
  readonly forgotten?: readonly (Pick<UndoRecord, "id" | "what" | "manual"> & Omit<Forgotten, "record">)[];
  /** Undo records that were taken out when the run had ended, or its runner was gone; none where none was. */
  readonly recovered?: readonly (Pick<UndoRecord, "id" | "what"> & Omit<LateRecord, "record">)[];
  readonly harness: HarnessStats;
}

/** A moment of a run, for a view that follows it. Rates and latencies are over the last two seconds. */
export interface LiveView {
  readonly experiment: string;
  readonly run: string;
  readonly phase: PhaseName;
  readonly phaseElapsedMs: number;
  /** None for up and down, whose length isn't known. */
  readonly phaseLengthMs?: number;
  /** True when the phase ends earlier, when the loads no longer drift. */
  readonly untilSteady?: true;
  readonly elapsedMs: number;
  readonly loads: readonly LiveSignal[];
  readonly edges: readonly LiveSignal[];
  readonly criteria: readonly JudgedCriterion[];
  readonly faults: readonly { readonly id: string; readonly what: string; readonly state: "planned" | "in" | "out" }[];
  readonly remedies: readonly {
    readonly id: string;
    readonly what: string;
    readonly state: "planned" | "begun" | "done" | "failed";
  }[];
  readonly harness?: HarnessReading;
}

export interface LiveSignal extends SignalStats {
  readonly name: string;
  /** 0 as in the baseline, 1 at ten times its p95 or half its requests failing; none before the baseline ended. */
  readonly heat?: number;
}
