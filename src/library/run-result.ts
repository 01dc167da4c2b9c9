/**
 * The result of a run: all but `report` is as `brownout run --json` prints it, and docs/result-json.md says more of each field.
 * Names that end in Ms are milliseconds.
 */
export interface RunResult {
  /** The text that `brownout run` prints at its end, without colours, after the warnings that the plan had. */
  readonly report: string;
  /** Version of the form of all that follows; fields that are only added do not change it. */
  readonly formatVersion: 1;
  /** Only `pass` is one: `inconclusive` proved nothing, whatever was measured. */
  readonly verdict: "pass" | "fail" | "aborted" | "inconclusive" | "undo-incomplete";
  /** The code that `brownout run` ends with. */
  readonly exitCode: number;
  /** Sentences on why this verdict, the weightiest first. */
  readonly reasons: readonly string[];
  /** Sentences on what to know of the run, though it decided nothing; those that `run` prints before it begins are the first. */
  readonly warnings: readonly string[];
  /** The edge where the trouble began: `checkout -> pricing`. Null when it isn't an edge. */
  readonly origin: string | null;
  readonly originKind: "edge" | "service" | "not-measured" | null;
  readonly originService: string | null;
  readonly originEvidence: readonly string[];
  /** Path of the run's folder. */
  readonly run: string;
  /** Name of the run: `brownout report RUNID` prints it again. */
  readonly runId: string;
  readonly experiment: string;
  readonly title: string;
  readonly platform: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Set when the run did not go through all of its phases as planned. */
  readonly stop?: RunStop;
  readonly phases: readonly RunPhase[];
  readonly criteria: readonly RunCriterion[];
  /** Loads and edges by name. */
  readonly signals: Readonly<Record<string, FiguresByPhase>>;
  /** Services by name: all that came in to them. */
  readonly services: Readonly<Record<string, FiguresByPhase>>;
  /** Services that answered clearly worse in the fault phase than in the baseline. */
  readonly hurt: readonly string[];
  /** Of loads in two arms, what became of each control arm. */
  readonly spillover?: readonly RunSpillover[];
  /** In the order in which they left their baseline. */
  readonly degradations: readonly { readonly signal: string; readonly afterMs: number; readonly evidence: string }[];
  readonly undecided: readonly {
    readonly name: string;
    readonly conclusion: "degraded" | "hurt";
    readonly why: string;
  }[];
  /** Edges on which no call was seen. */
  readonly unmeasured: readonly string[];
  readonly wayBack: readonly {
    readonly signal: string;
    readonly baselineP95Ms?: number;
    readonly faultP95Ms?: number;
  }[];
  readonly waiting: readonly {
    readonly service: string;
    readonly on: string;
    readonly count: number;
    readonly longestMs: number;
  }[];
  /** Null when the run did not come to that phase. */
  readonly recovery: (RunRecovery & { readonly metastable?: readonly string[] }) | null;
  readonly remedies?: readonly RunRemedy[];
  readonly faults: readonly RunFault[];
  readonly pods?: readonly RunPods[];
  /** All that may still be in, with the command that takes it out by hand; empty when all is out. */
  readonly leftBehind: readonly {
    readonly id: string;
    readonly kind: string;
    readonly what: string;
    readonly manual: string;
    readonly within?: string | undefined;
    readonly data: unknown;
  }[];
  readonly forgotten?: readonly {
    readonly id: string;
    readonly what: string;
    readonly manual: string;
    readonly by: string;
    readonly wall: string;
    readonly why: string;
  }[];
  readonly recovered?: readonly {
    readonly id: string;
    readonly what: string;
    readonly wall: string;
    readonly by: "runner" | "guardian" | "recover";
    readonly person?: string;
  }[];
  readonly harness: RunHarness;
}

/** A text, as what isn't known is neither true nor false. */
export type Known = "true" | "false" | "unknown";

export type PhaseName = "up" | "warm-up" | "baseline" | "fault" | "recovery" | "down";

export interface RunPhase {
  readonly name: PhaseName;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The reason a run ended early. */
export type RunStop =
  | { readonly kind: "abort"; readonly index: number; readonly judgement: Judgement }
  | { readonly kind: "no-steady-state" }
  | { readonly kind: "interrupted"; readonly signal: "SIGINT" | "SIGTERM" }
  | {
      readonly kind: "broken";
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      readonly exitCode: number;
    };

export interface RunCriterion {
  /** As it was written. */
  readonly text: string;
  readonly role: "steady-state" | "abort" | "expect";
  readonly signal:
    | { readonly kind: "load" | "sampled"; readonly name: string }
    | { readonly kind: "edge"; readonly caller: string; readonly callee: string };
  readonly metric: { readonly kind: string; readonly quantile?: number };
  readonly comparison: "<" | "<=" | ">" | ">=";
  /** In the metric's unit: a share for `error_rate`, ms for latencies and `recovery`, per second for rates. */
  readonly limit: number;
  readonly overMs?: number;
  readonly forMs?: number;
  readonly judgement: Judgement;
  /** Distance to the limit, positive on the good side. */
  readonly margin?: number;
}

export interface Judgement {
  readonly holds: Known;
  /** In the metric's unit; absent when nothing was measured. */
  readonly measured?: number;
  /** Number of observations that it was judged by. */
  readonly samples: number;
  /** Of a comparison of arms: where the truth lies, but for one time in 200; without `high` there is no upper end. */
  readonly interval?: { readonly low: number; readonly high?: number };
  readonly scheduleLagMs?: number;
  /** The reason it is unknown. */
  readonly why?: string;
  readonly explainedBy?: readonly string[];
}

export type FiguresByPhase = Readonly<Partial<Record<"baseline" | "fault" | "recovery", Figures>>>;

/** Requests of one phase. Latencies count those in flight with the age that they had reached. */
export interface Figures {
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** 0..1; absent when none ended. */
  readonly errorRate?: number;
  readonly ratePerS: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly maxMs?: number;
  readonly inFlightMax: number;
  readonly uncounted?: string;
  readonly amplification?: number;
  readonly attemptsPerS?: number;
  /** Failures by reason: `timeout`, `status 503`, `ECONNRESET`. */
  readonly errors: Readonly<Record<string, number>>;
  /** Answers by class: `2xx`. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly opaque?: number;
  /** Of an edge, its TLS handshakes. */
  readonly handshakes?: {
    readonly total: number;
    readonly failed: number;
    readonly p50Ms?: number;
    readonly p95Ms?: number;
    readonly maxMs?: number;
  };
  /** Of an edge, its connections by the protocol that they were found to carry: `http/1`. */
  readonly protocols?: Readonly<Record<string, number>>;
}

/** The fate of the arm of a load that the faults spared. */
export interface RunSpillover {
  /** `shoppers.control` */
  readonly signal: string;
  /** True when it did worse than before, so that the arms may differ by less than the faults did. */
  readonly worse: Known;
  /** Its p95 in the fault phase as so many times that of the baseline, but for one time in 200. */
  readonly times?: { readonly low: number; readonly high: number };
  /** Services through which the fault may have reached it. */
  readonly shared: readonly string[];
  /** The phases and load that would tell, where there is too little to. */
  readonly why?: string;
}

export interface RunRecovery {
  readonly recovered: Known;
  /** From when the last fault began to be taken out until steady state held again. */
  readonly afterMs?: number;
  readonly earliestMs?: number;
  readonly why?: string;
}

export interface RunRemedy {
  readonly id: string;
  readonly what: string;
  readonly begunAtMs?: number;
  readonly doneAtMs?: number;
  readonly overAtMs?: number;
  readonly done: Known;
  readonly evidence: string;
  readonly after: RunRecovery | null;
}

export interface RunFault {
  readonly id: string;
  readonly type: string;
  readonly on: string;
  readonly healsFrom?: "injection";
  readonly injectedAtMs?: number;
  readonly undoingAtMs?: number;
  readonly undoneAtMs?: number;
  /** True when it was seen to take effect. */
  readonly took: Known;
  readonly evidence: string;
}

export interface RunPods {
  readonly service: string;
  readonly counts: readonly PodsAt[];
  readonly fewest: PodsAt;
  readonly tooFewMs: number;
}

export interface PodsAt {
  readonly atMs: number;
  readonly ready: number;
  readonly desired: number;
}

/** The harness's own health from baseline to recovery. */
export interface RunHarness {
  readonly scheduleLagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly grainMs?: number;
  readonly loopDelayMaxMs: number;
  readonly cpuMax: number;
  readonly unusable: number;
  readonly parts: Readonly<
    Record<
      string,
      {
        readonly delayMaxMs: number;
        readonly waiting: number;
        readonly busyMax?: number;
        readonly unusable: number;
        readonly failing?: string;
      }
    >
  >;
}
