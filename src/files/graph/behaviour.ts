/**
 * The behaviour of one service of a graph, as the service program (fixtures/service) is told of it: the service's part
 * of a graph file with every default filled in and every duration in milliseconds. Plain JSON.
 */
export interface Behaviour {
  readonly pool: PoolSpec;
  /** Calls to all its dependencies that may be under way at once; others wait without limit. None: any number. */
  readonly connections?: { readonly limit: number };
  /** None: it answers at once. */
  readonly work?: WorkSpec;
  /** Time for a request that brings no deadline. None: the service heeds no deadlines, and passes none on. */
  readonly deadlineMs?: number;
  /** The opening of sessions on routes that have ticks. None: it costs nothing, and nobody is refused. */
  readonly handshakes?: HandshakesSpec;
  /** True when connections stay open for the next request; else it closes each after its answer. */
  readonly keepAlive: boolean;
  /** By method and path: `POST /checkout`. */
  readonly routes: Readonly<Record<string, RouteSpec>>;
  /** By callee; every callee of a route, or of what is consumed, is here. */
  readonly dependencies: Readonly<Record<string, PolicySpec>>;
  /** None: it is no broker. */
  readonly broker?: BrokerSpec;
  /** None: it consumes nothing. */
  readonly consumes?: ConsumesSpec;
}

/** A Kafka of one node, which the service runs beside itself. */
export interface BrokerSpec {
  /** Partitions of each topic, by its name. */
  readonly topics: Readonly<Record<string, { readonly partitions: number }>>;
  /** Time that an empty group waits for more members before its first generation. */
  readonly firstRebalanceDelayMs: number;
}

/** A topic of a broker. */
export interface TopicAddress {
  readonly broker: string;
  readonly topic: string;
}

/** Handling of the records of a topic by a service, as a member of a consumer group. */
export interface ConsumesSpec extends TopicAddress {
  readonly group: string;
  /** Calls for each record, as a route has them. */
  readonly steps: readonly (readonly CallSpec[])[];
  readonly polling: PollingSpec;
}

/** The rules of a member of a consumer group, by the words that Kafka's own client has for them. */
export interface PollingSpec {
  /** `max.poll.interval.ms`: longest time from one poll to the next; a member that takes longer leaves. */
  readonly intervalMs: number;
  /** `max.poll.records`: records that a poll gives at most, and that are committed together. */
  readonly batch: number;
  /** `session.timeout.ms`: time without a heartbeat after which the broker removes a member. */
  readonly sessionTimeoutMs: number;
  /** `heartbeat.interval.ms` */
  readonly heartbeatMs: number;
  /** Place of the calls: the next record waits for them, or they are made beside the loop. */
  readonly calls: "in-loop" | "beside";
}

/** Requests that are handled at once, and how many may wait for that; one more is refused. All routes share it. */
export interface PoolSpec {
  readonly workers: number;
  readonly queue: number;
}

/** The work of a service itself for each request. Latencies are those of an idle service. */
export interface WorkSpec {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Requests whose work runs at once; the work of others waits. */
  readonly capacity: number;
}

export interface RouteSpec {
  /** One after the other; the calls of one step run in parallel, and all of them are needed. */
  readonly steps: readonly (readonly CallSpec[])[];
  /** True when work that is asked for again, by the same idempotency key, isn't done again. */
  readonly once?: true;
  /** The topic that each request becomes a record of. */
  readonly publishes?: TopicAddress;
  /** Set where the route keeps WebSocket sessions: so often all of them are sent a tick. */
  readonly ticksEveryMs?: number;
}

/** The cost of opening a session, and whom it is refused. */
export interface HandshakesSpec {
  /** CPU time of each, spent on the event loop. */
  readonly cpuMs: number;
  /** Share of a processor that the service may use, as a container with a CPU limit: 0..1. */
  readonly core: number;
  /** Those that may wait for their turn on the event loop; ticks wait behind them. */
  readonly waiting: number;
  /** Connections that the kernel keeps until the service takes them. None: more than there will be. */
  readonly backlog?: number;
  /** Attempts that one address may make; others are refused before they cost anything. None: any number. */
  readonly perAddress?: AddressLimitSpec;
}

/** A token bucket for each address. */
export interface AddressLimitSpec {
  readonly ratePerS: number;
  /** Attempts at once after a quiet time. */
  readonly burst: number;
}

export interface CallSpec {
  readonly callee: string;
  readonly method: string;
  readonly path: string;
}

/** The way a service deals with one dependency. Without a part, nothing of the kind is done. */
export interface PolicySpec {
  /** The replica that is called, and the next one for a second attempt beside it; none: each in turn. */
  readonly prefer?: "first";
  /** Of one attempt. */
  readonly timeoutMs?: number;
  readonly retry?: {
    /** Attempts after the first. */
    readonly count: number;
    /** Before the first retry; doubles with each. 0 retries at once. */
    readonly backoffMs: number;
    /** Share of each pause that is random, 0..1. */
    readonly jitter: number;
    /** Share of the calls of the last ten seconds that retries may be, above 0, at most 1. None: any number. */
    readonly budget?: number;
  };
  readonly hedge?: HedgeSpec;
  readonly breaker?: BreakerSpec;
  readonly bulkhead?: BulkheadSpec;
  /** Never beside a bulkhead. */
  readonly adaptive?: AdaptiveSpec;
  /** The way to go on when the call has failed for good. */
  readonly fallback?: FallbackSpec;
}

export type BreakerSpec = (FailuresInARowSpec | ErrorRateSpec) & {
  /** Until the first probe. */
  readonly openForMs: number;
  /** A mistake to be seen at work: all calls go through while it is half-open. */
  readonly flawed?: "lets-all-probe";
};

export interface FailuresInARowSpec {
  /** It opens on more than these in a row. */
  readonly failures: number;
}

export interface ErrorRateSpec {
  /** It opens when this share of the attempts failed, or more; above 0, at most 1. */
  readonly errorRate: number;
  /** Time that an attempt counts for. */
  readonly overMs: number;
  /** Attempts without which the share says nothing. */
  readonly atLeast: number;
}

export type FallbackSpec =
  /** The last good answer is served. */
  | { readonly kind: "cache" }
  /** A fixed value is served. */
  | { readonly kind: "default"; readonly value: unknown }
  /** The answer is served without that part. */
  | { readonly kind: "omit" }
  /** The caller gets a 202, and the call is made later. */
  | ({ readonly kind: "later" } & LaterSpec);

export interface LaterSpec {
  /** Calls that may wait to be made; one more fails. */
  readonly limit: number;
  /** Pause before each attempt. */
  readonly everyMs: number;
  /** True when they are on disk, so that a process in the place of one that ended goes on with them. */
  readonly kept?: true;
}

export interface BulkheadSpec {
  /** Calls in flight at most. */
  readonly limit: number;
  /** Calls that may wait for that; one more fails at once. */
  readonly queue: number;
  /** A mistake to be seen at work: any number may wait. */
  readonly flawed?: "waits";
}

/** A limit of calls in flight that follows what the dependency can take, between its least and its most. */
export interface AdaptiveSpec {
  readonly start: number;
  readonly min: number;
  readonly max: number;
}

/** A second attempt of a GET beside a first one that is slow; the answer that comes first is taken. */
export interface HedgeSpec {
  /** Time after which an attempt is slow, or the 95th percentile of the latest attempts. */
  readonly afterMs: number | "p95";
  /** Second attempts for one request that the service handles, however many calls it makes; none: one a call. */
  readonly atMost?: number;
}
