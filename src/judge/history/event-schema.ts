import { z } from "zod";
import type { MachineKind } from "../../values/machine-kind.ts";
import { parseByType } from "../../values/parse-by-type.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { Trit } from "../../values/trit.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { isSparseHistogram, type SparseHistogram } from "../measure/histogram.ts";
import type { Sample } from "../measure/samples.ts";
import type { HandshakeCounts, SignalDelta } from "../measure/signal.ts";
import { planRecord } from "../plan/plan-record.ts";
import {
  type HarnessReading,
  type Judgement,
  type PartReading,
  type PhaseName,
  type PoolUse,
  phaseNames,
  type RunEvent,
  type StopCause,
  type WaitingGroup,
} from "./event.ts";

type EventType = RunEvent["type"];
type EventOf<Type extends EventType> = Extract<RunEvent, { type: Type }>;

const atMs = z.number().nonnegative();
const count = z.number().nonnegative();
const counts = z.record(z.string(), count);
const trit: z.ZodType<Trit> = z.enum(["true", "false", "unknown"]);
const phase: z.ZodType<PhaseName> = z.enum(phaseNames);
export const histogramSchema = z.custom<SparseHistogram>(isSparseHistogram);

export const undoRecordSchema = schemaOf<UndoRecord>({
  id: z.string().min(1),
  kind: z.string().min(1),
  what: z.string(),
  manual: z.string(),
  within: z.string().optional(),
  data: z.json(),
});

export const judgementSchema = schemaOf<Judgement>({
  holds: trit,
  measured: z.exactOptional(z.number()),
  samples: count,
  interval: z.exactOptional(z.object({ low: z.number(), high: z.exactOptional(z.number()) })),
  scheduleLagMs: z.exactOptional(z.number()),
  explainedBy: z.exactOptional(z.array(z.string())),
  why: z.exactOptional(z.string()),
});

export const signalDeltaSchema = schemaOf<SignalDelta>({
  started: count,
  retries: z.exactOptional(count),
  attempts: z.exactOptional(count),
  ended: count,
  failed: count,
  errors: counts,
  statuses: z.exactOptional(counts),
  opaque: z.exactOptional(count),
  handshakes: z.exactOptional(schemaOf<HandshakeCounts>({ total: count, failed: count, latency: histogramSchema })),
  protocols: z.exactOptional(counts),
  latency: histogramSchema,
  inFlight: count,
  ages: histogramSchema,
});

const sample: z.ZodType<Sample> = z.union([
  z.object({ ageMs: z.number(), value: z.number() }),
  z.object({ ageMs: z.number(), missing: z.string() }),
]);

const part = schemaOf<PartReading>({
  delayMs: z.exactOptional(count),
  waiting: z.exactOptional(count),
  busy: z.exactOptional(count),
  failing: z.exactOptional(z.string()),
});

const harness = schemaOf<HarnessReading>({
  scheduleLag: histogramSchema,
  grainMs: z.exactOptional(count),
  loopDelayMaxMs: count,
  cpu: count,
  parts: z.exactOptional(z.record(z.string(), part)),
});

export const waitingGroupsSchema = z.array(schemaOf<WaitingGroup>({ on: z.string(), count, longestMs: count }));
export const poolUseSchema = schemaOf<PoolUse>({ active: count, queued: count });

export const stopCauseSchema: z.ZodType<StopCause> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("abort"), index: z.int().nonnegative(), judgement: judgementSchema }),
  z.object({ kind: z.literal("no-steady-state") }),
  z.object({ kind: z.literal("interrupted"), signal: z.enum(["SIGINT", "SIGTERM"]) }),
  z.object({
    kind: z.literal("broken"),
    code: z.string(),
    message: z.string(),
    hint: z.exactOptional(z.string()),
    exitCode: z.int(),
  }),
]);

export const machineSchema = schemaOf<MachineKind>({
  os: z.string(),
  arch: z.string(),
  processor: z.string(),
  cores: z.int().positive(),
  memoryGib: count,
  node: z.int().positive(),
});

/** The schema of each type of event; an event or a field without one doesn't compile. */
const schemas: { readonly [Type in EventType]: z.ZodType<EventOf<Type>> } = {
  "run-started": schemaOf<EventOf<"run-started">>({
    atMs,
    type: z.literal("run-started"),
    run: z.string(),
    version: z.string(),
    wall: z.iso.datetime(),
    machine: z.exactOptional(machineSchema),
    plan: planRecord,
  }),
  phase: schemaOf<EventOf<"phase">>({ atMs, type: z.literal("phase"), phase }),
  tick: schemaOf<EventOf<"tick">>({
    atMs,
    type: z.literal("tick"),
    signals: z.record(z.string(), signalDeltaSchema),
    samples: z.exactOptional(z.record(z.string(), z.array(sample))),
    harness,
  }),
  "undo-recorded": schemaOf<EventOf<"undo-recorded">>({
    atMs,
    type: z.literal("undo-recorded"),
    record: undoRecordSchema,
    fault: z.exactOptional(z.string()),
    remedy: z.exactOptional(z.string()),
  }),
  injected: schemaOf<EventOf<"injected">>({ atMs, type: z.literal("injected"), fault: z.string() }),
  undoing: schemaOf<EventOf<"undoing">>({ atMs, type: z.literal("undoing"), fault: z.string() }),
  verified: schemaOf<EventOf<"verified">>({
    atMs,
    type: z.literal("verified"),
    fault: z.string(),
    took: trit,
    evidence: z.string(),
  }),
  undone: schemaOf<EventOf<"undone">>({
    atMs,
    type: z.literal("undone"),
    record: z.string(),
    by: z.enum(["runner", "guardian", "recover"]),
  }),
  "undo-failed": schemaOf<EventOf<"undo-failed">>({
    atMs,
    type: z.literal("undo-failed"),
    record: z.string(),
    why: z.string(),
  }),
  recovered: schemaOf<EventOf<"recovered">>({
    atMs,
    type: z.literal("recovered"),
    record: z.string(),
    person: z.string(),
    wall: z.iso.datetime(),
  }),
  forgotten: schemaOf<EventOf<"forgotten">>({
    atMs,
    type: z.literal("forgotten"),
    record: z.string(),
    by: z.string(),
    wall: z.iso.datetime(),
    why: z.string(),
  }),
  untold: schemaOf<EventOf<"untold">>({ atMs, type: z.literal("untold"), outlet: z.string(), why: z.string() }),
  "remedy-begun": schemaOf<EventOf<"remedy-begun">>({ atMs, type: z.literal("remedy-begun"), remedy: z.string() }),
  "remedy-done": schemaOf<EventOf<"remedy-done">>({
    atMs,
    type: z.literal("remedy-done"),
    remedy: z.string(),
    evidence: z.string(),
  }),
  "remedy-failed": schemaOf<EventOf<"remedy-failed">>({
    atMs,
    type: z.literal("remedy-failed"),
    remedy: z.string(),
    why: z.string(),
  }),
  "remedy-over": schemaOf<EventOf<"remedy-over">>({ atMs, type: z.literal("remedy-over"), remedy: z.string() }),
  stopped: schemaOf<EventOf<"stopped">>({ atMs, type: z.literal("stopped"), cause: stopCauseSchema }),
  pods: schemaOf<EventOf<"pods">>({
    atMs,
    type: z.literal("pods"),
    service: z.string(),
    ready: count,
    desired: count,
  }),
  "service-died": schemaOf<EventOf<"service-died">>({
    atMs,
    type: z.literal("service-died"),
    service: z.string(),
    why: z.string(),
  }),
  waiting: schemaOf<EventOf<"waiting">>({
    atMs,
    type: z.literal("waiting"),
    service: z.string(),
    replica: z.string(),
    groups: waitingGroupsSchema,
    pool: poolUseSchema,
  }),
  diagnosis: schemaOf<EventOf<"diagnosis">>({
    atMs,
    type: z.literal("diagnosis"),
    service: z.string(),
    facts: z.record(z.string(), z.union([z.number(), z.string()])),
  }),
  "run-ended": schemaOf<EventOf<"run-ended">>({ atMs, type: z.literal("run-ended"), exitCode: z.int() }),
};

/** The event that a line of a journal holds, or what is wrong with it. */
export function parseEvent(value: unknown): RunEvent | z.ZodError | undefined {
  return parseByType<RunEvent>(schemas, value);
}
