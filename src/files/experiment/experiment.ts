import { edgeName } from "../../values/edge-name.ts";
import type { Edge, Graph } from "../graph/graph.ts";
import type { CommandSpec } from "./commands/command.ts";
import type { SentText } from "./concealed-text.ts";
import type { Criterion } from "./criterion.ts";
import type { RemedySpec } from "./remedy.ts";
import type { StatusRange } from "./status-range.ts";
import type { StepSpec } from "./steps.ts";

/** A validated experiment: every name in it exists, every duration is in milliseconds. */
export interface Experiment {
  /** Lower-case words with dashes. */
  readonly name: string;
  readonly title: string;
  readonly owner?: string;
  readonly tags: readonly string[];
  /** Files, folders and patterns of what it is about, from its file's folder; none when the file names none. */
  readonly sources?: readonly string[];
  /** Seeds arrivals, jitter and the choice of replicas; the same seed repeats them. */
  readonly seed: number;
  readonly system: SystemSpec;
  readonly loads: readonly LoadSpec[];
  /** Pods that send the loads; none when they are sent from where brownout runs. */
  readonly loadFrom?: SenderPodsSpec;
  /** Numbers from outside that criteria speak of; none when the file names none. */
  readonly signals?: readonly SampledSignal[];
  readonly phases: PhaseLengths;
  readonly steadyState: readonly Criterion[];
  readonly faults: readonly FaultSpec[];
  /** In order of their times; none when the file names none. */
  readonly remedies?: readonly RemedySpec[];
  readonly abort: readonly Criterion[];
  readonly expect: readonly Criterion[];
  readonly limits: Limits;
}

/** Pods in the system's cluster that send an equal share of every load each. */
export interface SenderPodsSpec {
  /** From 1. */
  readonly pods: number;
  /** Of brownout's command; none for the one of this version. */
  readonly image?: string;
}

/** The system, as each platform realises it. The graph is there when the file names one, or its platform found it. */
export interface SystemSpec {
  readonly graph?: Graph;
  readonly compose?: ComposeSpec;
  readonly kubernetes?: KubernetesSpec;
  readonly external?: ExternalSpec;
  /** Never in a file: where `inject` was told of containers. */
  readonly containers?: ContainersSpec;
}

/** Containers of this user's engine that run already. */
export interface ContainersSpec {
  /** The name of one, its id or the beginning of that, or the label that they have: `app=pricing`. */
  readonly select: string;
}

/** A system that runs already, and isn't in a project or cluster that brownout could ask. */
export interface ExternalSpec {
  /** By name. */
  readonly services: Readonly<Record<string, ExternalService>>;
  /** Edges that brownout's own proxy is put on. */
  readonly edges: readonly ProxiedAddress[];
  /** Base URL of the API of a Toxiproxy that runs already, without a slash at its end. */
  readonly toxiproxy?: string;
  /** Its proxies of edges, where they can't be told from the proxies' names. */
  readonly proxies: readonly NamedProxy[];
}

/** An edge, and the name of the proxy that it runs through. */
export interface NamedProxy {
  readonly edge: Edge;
  readonly proxy: string;
}

/** Keys of a service that runs already; those that aren't there nobody said. */
export interface ExternalService {
  /** Base URL at which loads reach it, without a slash at its end. */
  readonly url?: SentText;
  readonly process?: ExternalProcess;
}

/** The process of a service: by its id, by a file that holds it, from where the command was started, or by a systemd unit. */
export type ExternalProcess =
  | { readonly by: "pid"; readonly pid: number }
  | { readonly by: "pidfile"; readonly path: string }
  | { readonly by: "unit"; readonly unit: string };

/** An edge, the address at which its caller calls, and the one at which its callee is: `127.0.0.1:9001`. */
export interface ProxiedAddress {
  readonly edge: Edge;
  readonly listen: string;
  readonly upstream: string;
}

/** A system in one namespace of a cluster. */
export interface KubernetesSpec {
  /** None for the namespace of the context. */
  readonly namespace?: string;
  /** Of the kubeconfig; none for its current one. */
  readonly context?: string;
  /** Manifest files and folders, from where the command was started: applied before the run and removed after it. None for what runs. */
  readonly manifests: readonly string[];
  /** Label selectors by service (`app=pricing`), where they can't be told from app.kubernetes.io/name or app. */
  readonly selectors: Readonly<Record<string, string>>;
  /** The way the load reaches services. */
  readonly reach: ReachSpec;
  /** True when a namespace without the label brownout.dev/allow=true will do. */
  readonly allowNamespace: boolean;
}

/** By the API server's service proxy, by a port forwarded to a pod, or at a URL for each service that the load calls. */
export type ReachSpec =
  | { readonly by: "service-proxy" }
  | { readonly by: "port-forward" }
  | { readonly by: "url"; readonly urls: Readonly<Record<string, SentText>> };

/** A Docker Compose project. */
export interface ComposeSpec {
  /** Compose files, from where the command was started; later ones override. One at least. */
  readonly files: readonly string[];
  /** None for the name that Compose gives it. */
  readonly project?: string;
  /** True when it is up already. It stays up then. */
  readonly existing: boolean;
  /**
   * The proxy that the edges run through: the Toxiproxy of the file, brownout's own proxy in its place, or brownout's
   * own in each caller's network, to which its connections are redirected.
   */
  readonly proxy: "toxiproxy" | "brownout" | "redirect";
  /** The variant of the graph, which the file sees as BROWNOUT_VARIANT. */
  readonly variant?: string;
  /** By edge name, where it can't be told from the file: the proxy, or where edges are redirected the callee's port. */
  readonly edges: Readonly<Record<string, string>>;
}

export interface PhaseLengths {
  /** The longest, where it ends when the loads no longer drift. */
  readonly warmUpMs: number;
  readonly warmUpUntilSteady?: true;
  readonly baselineMs: number;
  readonly faultMs: number;
  readonly recoveryMs: number;
}

/** Arrivals of an open-loop load; rates are per second. A ramp or steps hold their last rate. */
export type Pacing =
  | { readonly kind: "constant"; readonly ratePerS: number }
  | { readonly kind: "poisson"; readonly ratePerS: number }
  | { readonly kind: "ramp"; readonly fromPerS: number; readonly toPerS: number; readonly overMs: number }
  | { readonly kind: "steps"; readonly steps: readonly { readonly ratePerS: number; readonly forMs: number }[] };

export interface RequestSpec {
  readonly method: string;
  /** A service of the system, or none when `path` is a whole URL. */
  readonly service?: string;
  /** Path with query; may hold templates (see template.ts). */
  readonly path: SentText;
  readonly headers: Readonly<Record<string, SentText>>;
  readonly body?: SentText;
  /** Share of the load's requests, relative to the other weights. Above 0. */
  readonly weight: number;
}

/** The failures after which an attempt is made again: no answer in time, none at all, or a status. */
export const lostAnswers = ["timeout", "connection"] as const;
export type LostAnswer = (typeof lostAnswers)[number];
export type RetryCause = LostAnswer | StatusRange;

/** The way in which those who send a load try again by themselves. */
export interface RetrySpec {
  /** Attempts after the first. */
  readonly count: number;
  /** Before the first retry; doubles with each. 0 retries at once. */
  readonly backoffMs: number;
  /** Share of each pause that is random, 0..1. */
  readonly jitter: number;
  /** Causes of a retry; whether the last attempt counts as a failure is `failOn`'s to say. */
  readonly on: readonly RetryCause[];
}

/** Pauses before attempts that follow each other. */
export interface BackoffSpec {
  /** Before the first of them. 0 tries again at once. */
  readonly backoffMs: number;
  /** Each pause is this many times the one before; 1 or more. */
  readonly factor: number;
  /** No pause is longer. */
  readonly longestMs: number;
  /** Share of each pause that is random, 0..1. */
  readonly jitter: number;
}

/** WebSocket sessions that are opened at the load's pacing, until there are so many, and are to stay open. */
export interface SessionsSpec {
  readonly count: number;
  /** A message is due so often in each. */
  readonly everyMs: number;
  /** JSON Pointer (RFC 6901) to the time in a message at which it was sent, in ms since the Unix epoch. */
  readonly sentAt: string;
  /** An attempt to open one that takes longer has failed. */
  readonly handshakeMs: number;
  /** One in which nothing comes for so long is closed and opened again. None: it is never given up for that. */
  readonly silenceMs?: number;
  /** Pauses before it is opened again; they begin anew once a message has come. */
  readonly reconnect: BackoffSpec;
}

export interface LoadSpec {
  readonly name: string;
  readonly pacing: Pacing;
  readonly requests: readonly RequestSpec[];
  /** Of one attempt; of sessions, from when a message was due until it came. */
  readonly timeoutMs: number;
  /** None for those who don't try again. */
  readonly retry?: RetrySpec;
  /** None for a load of requests: with them `requests` are what opens a session. Never beside `retry`. */
  readonly sessions?: SessionsSpec;
  /** The visits that arrive, step by step, in place of single requests; one for each of `requests`. Never beside those two. */
  readonly steps?: readonly StepSpec[];
  /** None for a load that speaks HTTP. Where there is one, `requests` is empty. */
  readonly command?: CommandSpec;
  /** None for a load that brownout sends itself. Where there is one, `requests` is empty. */
  readonly generator?: GeneratorSpec;
  /** Requests in flight at most, or visits on their way; an arrival beyond that is a failed observation. */
  readonly maxInFlight: number;
  /** Status codes that count as failure, as inclusive ranges. */
  readonly failOn: readonly StatusRange[];
}

/** A program that sends a load and tells of what came of it. */
export interface GeneratorSpec {
  readonly program: "vegeta";
  /** Path, from where the command was started, of what it is to send. */
  readonly file: string;
}

/** The services that a load sends to, one for each request or command; undefined for what goes to an address. */
export function servicesOf({ requests, command, generator }: LoadSpec): readonly (string | undefined)[] {
  const other = command === undefined && generator === undefined ? [] : [command?.service];
  return [...requests.map(({ service }) => service), ...other];
}

/** A number from outside that is asked for again and again. */
export type SampledSignal = PrometheusSignal | AlertSignal | ClusterSignal | ServiceMetricSignal;

interface Sampling {
  readonly name: string;
  readonly everyMs: number;
  /** A gap between two samples that is longer leaves unknown what was in it. Longer than `everyMs`. */
  readonly staleAfterMs: number;
}

export interface PrometheusSignal extends Sampling {
  /** The server's base URL, without a slash at its end: `http://127.0.0.1:9090`. */
  readonly url: SentText;
  /** PromQL that gives a single number. */
  readonly query: SentText;
}

/** An alert of a Prometheus server; its value is the number of its instances that fire. */
export interface AlertSignal extends Sampling {
  /** The server's base URL, without a slash at its end. */
  readonly url: SentText;
  /** The name of its rule: `RetryStorm`. */
  readonly alert: string;
}

/** Only where the system is in a cluster. */
export interface ClusterSignal extends Sampling {
  readonly count: ClusterCount;
  readonly service: string;
}

/**
 * Counts that the API of a cluster has of a service: pods that get requests; restarts of its containers; pods that
 * aren't scheduled or don't run yet; 1 while its HorizontalPodAutoscaler has as many as it may, else 0.
 */
export const clusterCounts = ["ready-replicas", "restarts", "pending-pods", "hpa-at-maximum"] as const;
export type ClusterCount = (typeof clusterCounts)[number];

/** Only where each replica has an address: not in a cluster. */
export interface ServiceMetricSignal extends Sampling {
  readonly service: string;
  /** Samples that are added up, as MetricSelector is written: `circuit_breaker_state{dependency="pricing"}`. */
  readonly metric: string;
}

export function isServiceMetric(signal: SampledSignal): signal is ServiceMetricSignal {
  return "metric" in signal;
}

export function isAlert(signal: SampledSignal): signal is AlertSignal {
  return "alert" in signal;
}

export function isClusterSignal(signal: SampledSignal): signal is ClusterSignal {
  return "count" in signal;
}

export type FaultTarget =
  | { readonly kind: "edge"; readonly caller: string; readonly callee: string }
  | { readonly kind: "service"; readonly service: string };

/** `checkout -> pricing`, or `pricing`. */
export function targetName(target: FaultTarget): string {
  return target.kind === "edge" ? edgeName(target) : target.service;
}

/** The service whose replicas answer at a target: it itself, or an edge's callee. */
export function answering(target: FaultTarget): string {
  return target.kind === "edge" ? target.callee : target.service;
}

/** The replicas of a service that a fault takes. */
export type Mode =
  | { readonly kind: "one" }
  | { readonly kind: "all" }
  | { readonly kind: "fixed"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number }
  /** One at least, up to so many percent; how many is drawn by the seed, too. */
  | { readonly kind: "random-max-percent"; readonly percent: number };

export interface FaultSpec {
  /** Its type and place in the file: `latency-1`. Unique in an experiment. */
  readonly id: string;
  readonly type: string;
  readonly on: FaultTarget;
  /** The value that the fault's kind made of its own keys. */
  readonly params: unknown;
  /** From the beginning of the fault phase. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly mode: Mode;
  /** True when it is left out, rather than refused, where its target has no pods. */
  readonly allowEmpty?: true;
  /** True when it may be where no load comes to. Then it proves nothing by itself. */
  readonly allowUnreached?: true;
}

/** Guard rails: a plan beyond them is refused. */
export interface Limits {
  readonly maxDurationMs?: number;
  /** Number of services that may be in the blast radius. */
  readonly maxServices?: number;
  /** Number of replicas that faults on services may take, all together. */
  readonly maxReplicas?: number;
  /** The only services, or edges (`a -> b`), that a fault may be on. */
  readonly only?: readonly string[];
}
