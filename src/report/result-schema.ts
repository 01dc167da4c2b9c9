import { z } from "zod";
import { phaseNames } from "../judge/history/event.ts";
import { judgementSchema, stopCauseSchema, undoRecordSchema } from "../judge/history/event-schema.ts";
import type {
  ByPhase,
  Degradation,
  FaultOutcome,
  HandshakeStats,
  HarnessStats,
  JudgedCriterion,
  PartStats,
  PodsAt,
  Recovery,
  RemedyOutcome,
  RunResult,
  ServicePods,
  SignalStats,
  Spillover,
  Undecided,
  WaitingCalls,
  WayBackStep,
} from "../judge/history/result.ts";
import { criterionShape } from "../judge/plan/experiment-record.ts";
import { schemaOf } from "../values/schema-of.ts";
import { RESULT_FORMAT, type resultDocument } from "./json.ts";

type ResultDocument = ReturnType<typeof resultDocument>;
type Phase = ResultDocument["phases"][number];
type GivenUp = NonNullable<RunResult["forgotten"]>[number];
type TakenOutLate = NonNullable<RunResult["recovered"]>[number];

const ms = z.number();
const count = z.int().nonnegative();
const perS = z.number().nonnegative();
const share = z.number().min(0).max(1);
const words = z.array(z.string());
const trit = z.enum(["true", "false", "unknown"]);

const signalStats = schemaOf<SignalStats>({
  started: count,
  ended: count,
  failed: count,
  errorRate: z.exactOptional(share),
  ratePerS: perS,
  p50Ms: z.exactOptional(ms),
  p95Ms: z.exactOptional(ms),
  p99Ms: z.exactOptional(ms),
  maxMs: z.exactOptional(ms),
  inFlightMax: count,
  uncounted: z.exactOptional(z.string()),
  amplification: z.exactOptional(z.number().nonnegative()),
  attemptsPerS: z.exactOptional(perS),
  errors: z.record(z.string(), count),
  statuses: z.record(z.string(), count),
  opaque: z.exactOptional(count),
  handshakes: z.exactOptional(
    schemaOf<HandshakeStats>({
      total: count,
      failed: count,
      p50Ms: z.exactOptional(ms),
      p95Ms: z.exactOptional(ms),
      maxMs: z.exactOptional(ms),
    }),
  ),
  protocols: z.exactOptional(z.record(z.string(), count)),
});

const byPhase = schemaOf<ByPhase>({
  baseline: z.exactOptional(signalStats),
  fault: z.exactOptional(signalStats),
  recovery: z.exactOptional(signalStats),
});

const spillover = schemaOf<Spillover>({
  signal: z.string(),
  worse: trit,
  times: z.exactOptional(z.object({ low: z.number(), high: z.number() })),
  shared: words,
  why: z.exactOptional(z.string()),
});

const recoveryShape = {
  recovered: trit,
  afterMs: z.exactOptional(ms),
  earliestMs: z.exactOptional(ms),
  why: z.exactOptional(z.string()),
};

const faultOutcome = schemaOf<FaultOutcome>({
  id: z.string(),
  type: z.string(),
  on: z.string(),
  healsFrom: z.exactOptional(z.literal("injection")),
  injectedAtMs: z.exactOptional(ms),
  undoingAtMs: z.exactOptional(ms),
  undoneAtMs: z.exactOptional(ms),
  took: trit,
  evidence: z.string(),
});

const remedyOutcome = schemaOf<RemedyOutcome>({
  id: z.string(),
  what: z.string(),
  begunAtMs: z.exactOptional(ms),
  doneAtMs: z.exactOptional(ms),
  overAtMs: z.exactOptional(ms),
  done: trit,
  evidence: z.string(),
  after: schemaOf<NonNullable<RemedyOutcome["after"]>>(recoveryShape).nullable(),
});

const podsAt = schemaOf<PodsAt>({ atMs: ms, ready: count, desired: count });

const harness = schemaOf<HarnessStats>({
  scheduleLagMs: schemaOf<HarnessStats["scheduleLagMs"]>({ p50: ms, p99: ms, max: ms }),
  grainMs: z.exactOptional(ms),
  loopDelayMaxMs: ms,
  cpuMax: z.number().nonnegative(),
  unusable: share,
  parts: z.record(
    z.string(),
    schemaOf<PartStats>({
      delayMaxMs: ms,
      waiting: z.number().nonnegative(),
      busyMax: z.exactOptional(z.number().nonnegative()),
      unusable: share,
      failing: z.exactOptional(z.string()),
    }),
  ),
});

const recordWords = { id: z.string(), what: z.string() };

/** A result as a document. A field of one without a schema doesn't compile. */
const resultSchema = schemaOf<ResultDocument>({
  formatVersion: z.literal(RESULT_FORMAT),
  verdict: z.enum(["pass", "fail", "aborted", "inconclusive", "undo-incomplete"]),
  exitCode: z.int(),
  reasons: words,
  origin: z.string().nullable(),
  originKind: z.enum(["edge", "service", "not-measured"]).nullable(),
  originService: z.string().nullable(),
  originEvidence: words,
  run: z.string(),
  runId: z.string(),
  experiment: z.string(),
  title: z.string(),
  platform: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: ms,
  warnings: words,
  stop: z.exactOptional(stopCauseSchema),
  phases: z.array(
    schemaOf<Phase>({
      name: z.enum(phaseNames),
      fromMs: ms,
      toMs: ms,
    }),
  ),
  criteria: z.array(
    schemaOf<JudgedCriterion>({
      ...criterionShape,
      role: z.enum(["steady-state", "abort", "expect"]),
      judgement: judgementSchema,
      margin: z.exactOptional(z.number()),
    }),
  ),
  signals: z.record(z.string(), byPhase),
  services: z.record(z.string(), byPhase),
  hurt: words,
  spillover: z.exactOptional(z.array(spillover)),
  degradations: z.array(schemaOf<Degradation>({ signal: z.string(), afterMs: ms, evidence: z.string() })),
  undecided: z.array(
    schemaOf<Undecided>({ name: z.string(), conclusion: z.enum(["degraded", "hurt"]), why: z.string() }),
  ),
  unmeasured: words,
  wayBack: z.array(
    schemaOf<WayBackStep>({
      signal: z.string(),
      baselineP95Ms: z.exactOptional(ms),
      faultP95Ms: z.exactOptional(ms),
    }),
  ),
  waiting: z.array(schemaOf<WaitingCalls>({ service: z.string(), on: z.string(), count, longestMs: ms })),
  recovery: schemaOf<Recovery>({ ...recoveryShape, metastable: z.exactOptional(words) }).nullable(),
  remedies: z.exactOptional(z.array(remedyOutcome)),
  faults: z.array(faultOutcome),
  pods: z.exactOptional(
    z.array(schemaOf<ServicePods>({ service: z.string(), counts: z.array(podsAt), fewest: podsAt, tooFewMs: ms })),
  ),
  leftBehind: z.array(undoRecordSchema),
  forgotten: z.exactOptional(
    z.array(
      schemaOf<GivenUp>({
        ...recordWords,
        manual: z.string(),
        by: z.string(),
        wall: z.iso.datetime(),
        why: z.string(),
      }),
    ),
  ),
  recovered: z.exactOptional(
    z.array(
      schemaOf<TakenOutLate>({
        ...recordWords,
        wall: z.iso.datetime(),
        by: z.enum(["runner", "guardian", "recover"]),
        person: z.exactOptional(z.string()),
      }),
    ),
  ),
  harness,
});

/**
 * The JSON Schema of what `run --json` prints, draft 7.
 * @param fields `any` lets fields be that a later version may add; `known` takes none but those that there are now
 */
export function resultJsonSchema(fields: "any" | "known"): object {
  return z.toJSONSchema(resultSchema, { target: "draft-7", io: fields === "any" ? "input" : "output" });
}
