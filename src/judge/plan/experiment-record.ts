import { z } from "zod";
import type { CommandSpec } from "../../files/experiment/commands/command.ts";
import type { Criterion, Metric, SignalRef } from "../../files/experiment/criterion.ts";
import type { EdgeFacts, EdgeTls } from "../../files/experiment/edge-facts.ts";
import type { Experiment, Limits, PhaseLengths } from "../../files/experiment/experiment.ts";
import type { FaultSpec, FaultTarget, Mode } from "../../files/experiment/fault-spec.ts";
import {
  type BackoffSpec,
  type GeneratorSpec,
  type LoadSpec,
  lostAnswers,
  type Pacing,
  type RequestSpec,
  type RetrySpec,
  type SenderPodsSpec,
  type SessionsSpec,
} from "../../files/experiment/load-spec.ts";
import type { RemedyAction, RemedyRequest, RemedySpec } from "../../files/experiment/remedy.ts";
import {
  type AlertSignal,
  type ClusterSignal,
  clusterCounts,
  type PrometheusSignal,
  type SampledSignal,
  type ServiceMetricSignal,
} from "../../files/experiment/sampled-signal.ts";
import type { StatusRange } from "../../files/experiment/status-range.ts";
import type { StepSpec, TakeSource, TakeSpec } from "../../files/experiment/steps.ts";
import type {
  ComposeSpec,
  ContainersSpec,
  ExternalProcess,
  ExternalService,
  ExternalSpec,
  KubernetesSpec,
  NamedProxy,
  ProxiedAddress,
  ReachSpec,
  SystemSpec,
} from "../../files/experiment/system-spec.ts";
import type { Behaviour } from "../../files/graph/behaviour.ts";
import type { Edge, Graph, GraphService } from "../../files/graph/graph.ts";
import type { ProgramSpec } from "../../files/graph/program.ts";
import type { ArmSplit, RunArms } from "../../values/arms.ts";
import { edgeProtocols } from "../../values/edge-protocol.ts";
import { schemaOf } from "../../values/schema-of.ts";

/*
 * An experiment as a plan holds it and a journal keeps it: not the file that a person writes, whose schema is
 * src/files/experiment/experiment-schema.ts.
 */

const words = z.record(z.string(), z.string());
const count = z.number().nonnegative();

const edge: z.ZodType<Edge> = schemaOf<Edge>({ caller: z.string(), callee: z.string() });

/** Nobody who reads a journal asks what a service does, or how it was started. */
const behaviour = z.custom<Behaviour>((value) => typeof value === "object" && value !== null);
const program = z.custom<ProgramSpec>((value) => typeof value === "object" && value !== null);

const graph = schemaOf<Graph>({
  name: z.string(),
  variant: z.exactOptional(z.string()),
  services: z.array(
    schemaOf<GraphService>({
      name: z.string(),
      replicas: count,
      behaviour: z.exactOptional(behaviour),
      program: z.exactOptional(program),
      backing: z.exactOptional(z.literal(true)),
    }),
  ),
  edges: z.array(edge),
});

const compose = schemaOf<ComposeSpec>({
  files: z.array(z.string()),
  project: z.exactOptional(z.string()),
  existing: z.boolean(),
  proxy: z.enum(["toxiproxy", "brownout", "redirect"]),
  variant: z.exactOptional(z.string()),
  edges: words,
});

const reach: z.ZodType<ReachSpec> = z.discriminatedUnion("by", [
  z.object({ by: z.literal("service-proxy") }),
  z.object({ by: z.literal("port-forward") }),
  z.object({ by: z.literal("url"), urls: words }),
]);

const kubernetes = schemaOf<KubernetesSpec>({
  namespace: z.exactOptional(z.string()),
  context: z.exactOptional(z.string()),
  manifests: z.array(z.string()),
  selectors: words,
  reach,
  allowNamespace: z.boolean(),
});

const externalProcess: z.ZodType<ExternalProcess> = z.discriminatedUnion("by", [
  z.object({ by: z.literal("pid"), pid: count }),
  z.object({ by: z.literal("pidfile"), path: z.string() }),
  z.object({ by: z.literal("unit"), unit: z.string() }),
]);

const external = schemaOf<ExternalSpec>({
  services: z.record(
    z.string(),
    schemaOf<ExternalService>({ url: z.exactOptional(z.string()), process: z.exactOptional(externalProcess) }),
  ),
  edges: z.array(schemaOf<ProxiedAddress>({ edge, listen: z.string(), upstream: z.string() })),
  toxiproxy: z.exactOptional(z.string()),
  proxies: z.array(schemaOf<NamedProxy>({ edge, proxy: z.string() })),
});

export const pacingRecord: z.ZodType<Pacing> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("constant"), ratePerS: count }),
  z.object({ kind: z.literal("poisson"), ratePerS: count }),
  z.object({ kind: z.literal("ramp"), fromPerS: count, toPerS: count, overMs: count }),
  z.object({ kind: z.literal("steps"), steps: z.array(z.object({ ratePerS: count, forMs: count })) }),
]);

export const statusRangeRecord = schemaOf<StatusRange>({ from: z.int(), to: z.int() });

export const retryRecord = schemaOf<RetrySpec>({
  count: z.int().positive(),
  backoffMs: count,
  jitter: z.number().min(0).max(1),
  on: z.array(z.union([z.enum(lostAnswers), statusRangeRecord])),
});

export const sessionsRecord = schemaOf<SessionsSpec>({
  count: z.int().positive(),
  everyMs: z.number().positive(),
  sentAt: z.string(),
  handshakeMs: count,
  silenceMs: z.exactOptional(count),
  reconnect: schemaOf<BackoffSpec>({
    backoffMs: count,
    factor: z.number().min(1),
    longestMs: count,
    jitter: z.number().min(0).max(1),
  }),
});

const takeSource: z.ZodType<TakeSource> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("json"), pointer: z.string() }),
  z.object({ kind: z.literal("header"), header: z.string() }),
  z.object({ kind: z.literal("regex"), pattern: z.string() }),
]);

export const stepRecord = schemaOf<StepSpec>({
  name: z.string(),
  thinkMs: z.object({ from: count, to: count }),
  take: z.array(schemaOf<TakeSpec>({ name: z.string(), from: takeSource })),
});

export const commandShape = {
  kind: z.string(),
  connections: z.int().positive(),
  sends: z.array(z.string()),
  settings: words,
};

export const generatorRecord = schemaOf<GeneratorSpec>({ program: z.literal("vegeta"), file: z.string() });

const armsShape = { seed: z.number(), control: z.number().gt(0).lt(1) };
export const armsRecord = schemaOf<ArmSplit>(armsShape);
export const runArmsRecord = schemaOf<RunArms>({ ...armsShape, prefix: z.exactOptional(z.string()) });

const load = schemaOf<LoadSpec>({
  name: z.string(),
  pacing: pacingRecord,
  requests: z.array(
    schemaOf<RequestSpec>({
      method: z.string(),
      service: z.exactOptional(z.string()),
      path: z.string(),
      headers: words,
      body: z.exactOptional(z.string()),
      weight: z.number().positive(),
    }),
  ),
  timeoutMs: count,
  retry: z.exactOptional(retryRecord),
  sessions: z.exactOptional(sessionsRecord),
  steps: z.exactOptional(z.array(stepRecord)),
  command: z.exactOptional(
    schemaOf<CommandSpec>({
      ...commandShape,
      service: z.exactOptional(z.string()),
      address: z.exactOptional(z.string()),
    }),
  ),
  generator: z.exactOptional(generatorRecord),
  traceparent: z.exactOptional(z.literal(false)),
  maxInFlight: count,
  failOn: z.array(statusRangeRecord),
});

const sampling = { name: z.string(), everyMs: z.number().positive(), staleAfterMs: count };
const sampled: z.ZodType<SampledSignal> = z.union([
  schemaOf<PrometheusSignal>({ ...sampling, url: z.string(), query: z.string() }),
  schemaOf<AlertSignal>({ ...sampling, url: z.string(), alert: z.string() }),
  schemaOf<ServiceMetricSignal>({ ...sampling, service: z.string(), metric: z.string() }),
  schemaOf<ClusterSignal>({ ...sampling, count: z.enum(clusterCounts), service: z.string() }),
]);

const signal: z.ZodType<SignalRef> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("load"), name: z.string() }),
  z.object({ kind: z.literal("sampled"), name: z.string() }),
  z.object({ kind: z.literal("edge"), caller: z.string(), callee: z.string() }),
]);

const metric: z.ZodType<Metric> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum([
      "error_rate",
      "mean",
      "max",
      "rate",
      "attempts",
      "in_flight",
      "amplification",
      "value",
      "fires",
      "recovery",
      "excess",
    ]),
  }),
  z.object({ kind: z.enum(["quantile", "ratio"]), quantile: z.number().min(0).max(1) }),
]);

export const criterionShape = {
  text: z.string(),
  signal,
  metric,
  comparison: z.enum(["<", "<=", ">", ">="]),
  limit: z.number(),
  overMs: z.exactOptional(count),
  forMs: z.exactOptional(count),
};

const criterion = schemaOf<Criterion>(criterionShape);

const target: z.ZodType<FaultTarget> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("edge"), caller: z.string(), callee: z.string() }),
  z.object({ kind: z.literal("service"), service: z.string() }),
]);

const mode: z.ZodType<Mode> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("one") }),
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("fixed"), count }),
  z.object({ kind: z.literal("percent"), percent: count }),
  z.object({ kind: z.literal("random-max-percent"), percent: count }),
]);

/** The keys that every fault of a plan has. */
export const faultShape = {
  id: z.string(),
  type: z.string(),
  on: target,
  // Its kind's own, which only a provider reads.
  params: z.unknown(),
  startMs: count,
  durationMs: count,
  mode,
  allowEmpty: z.exactOptional(z.literal(true)),
  allowUnreached: z.exactOptional(z.literal(true)),
};

const remedyRequest = schemaOf<RemedyRequest>({ method: z.string(), path: z.string() });

const remedyAction: z.ZodType<RemedyAction> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("restart"), service: z.string(), graceMs: count }),
  z.object({ kind: z.literal("scale"), service: z.string(), to: z.int().positive() }),
  z.object({
    kind: z.literal("request"),
    service: z.string(),
    send: remedyRequest,
    undo: z.exactOptional(remedyRequest),
  }),
  z.object({ kind: z.literal("cap-retries"), load: z.string(), most: count }),
]);

/** The keys that every remedy of a plan has. */
export const remedyShape = { id: z.string(), atMs: count, forMs: z.exactOptional(count), does: remedyAction };

const edgeTls = schemaOf<EdgeTls>({
  terminate: z.union([z.literal(true), z.strictObject({ cert: z.string(), key: z.string() })]),
  ca: z.exactOptional(z.string()),
  serverName: z.exactOptional(z.string()),
  clientCert: z.exactOptional(z.string()),
  clientKey: z.exactOptional(z.string()),
});

export const experimentRecord: z.ZodType<Experiment> = schemaOf<Experiment>({
  name: z.string(),
  title: z.string(),
  owner: z.exactOptional(z.string()),
  tags: z.array(z.string()),
  sources: z.exactOptional(z.array(z.string())),
  seed: z.number(),
  system: schemaOf<SystemSpec>({
    graph: z.exactOptional(graph),
    compose: z.exactOptional(compose),
    kubernetes: z.exactOptional(kubernetes),
    external: z.exactOptional(external),
    containers: z.exactOptional(schemaOf<ContainersSpec>({ select: z.string() })),
  }),
  edges: z.exactOptional(
    z.array(
      schemaOf<EdgeFacts>({ edge, protocol: z.exactOptional(z.enum(edgeProtocols)), tls: z.exactOptional(edgeTls) }),
    ),
  ),
  loads: z.array(load),
  arms: z.exactOptional(armsRecord),
  loadFrom: z.exactOptional(schemaOf<SenderPodsSpec>({ pods: count, image: z.exactOptional(z.string()) })),
  signals: z.exactOptional(z.array(sampled)),
  phases: schemaOf<PhaseLengths>({
    warmUpMs: count,
    warmUpUntilSteady: z.exactOptional(z.literal(true)),
    baselineMs: count,
    faultMs: count,
    recoveryMs: count,
  }),
  steadyState: z.array(criterion),
  faults: z.array(schemaOf<FaultSpec>(faultShape)),
  remedies: z.exactOptional(z.array(schemaOf<RemedySpec>(remedyShape))),
  abort: z.array(criterion),
  expect: z.array(criterion),
  limits: schemaOf<Limits>({
    maxDurationMs: z.exactOptional(count),
    maxServices: z.exactOptional(count),
    maxReplicas: z.exactOptional(count),
    only: z.exactOptional(z.array(z.string())),
  }),
});
