// Made of the schema of experiment files by `npm run types:experiment`; change it there.

/** An experiment with the keys of its file: docs/writing-experiments.md. */
export interface ExperimentInput {
  /** Lower-case words with dashes. */
  readonly name: string;
  /** What the experiment claims; default: its name. */
  readonly title?: string | undefined;
  /** Who acts on the result. */
  readonly owner?: string | undefined;
  /** To pick experiments by: run --tag. */
  readonly tags?: readonly (string)[] | undefined;
  /** Files, folders and patterns of what the experiment is about, from this file's folder: with run --changed-since it is run when one of them changed. */
  readonly sources?: readonly (string)[] | undefined;
  /** Variables whose values are never shown nor kept, wherever they come from. */
  readonly secrets?: readonly (string)[] | undefined;
  /** Repeats arrivals, jitter and the choice of replicas. Default: 1. */
  readonly seed?: number | undefined;
  /** How each platform realises the same system. */
  readonly system: {
    /** Service graph for the local platform; from this file's folder. */
    readonly graph?: string | undefined;
    /** Which variant of the graph. */
    readonly variant?: string | undefined;
    /** A Docker Compose project. */
    readonly compose?: string | {
      /** Compose file, or several of which later ones override; from this file's folder. */
      readonly file: string | readonly (string)[];
      /** Project name; default: the one that Compose gives it. */
      readonly project?: string | undefined;
      /** It is up already, and stays up. Default: false. */
      readonly existing?: boolean | undefined;
      /** What edges run through: the file's Toxiproxy, brownout's proxy in its place, or one in each caller's network to which its connections are redirected. Default: toxiproxy. */
      readonly proxy?: "toxiproxy" | "brownout" | "redirect" | undefined;
      /** By edge (a -> b), where it can't be told from the file: the name of Toxiproxy's proxy, or with redirect the callee's port. */
      readonly edges?: Readonly<Record<string, string | number>> | undefined;
    } | undefined;
    /** Where the system runs in a cluster. */
    readonly kubernetes?: {
      /** Default: the one of the context. */
      readonly namespace?: string | undefined;
      /** Of the kubeconfig; default: its current one. */
      readonly context?: string | undefined;
      /** Files and folders, applied and removed again; from this file's folder. None: what runs. */
      readonly manifests?: readonly (string)[] | undefined;
      /** Label selectors by service, where app.kubernetes.io/name and app don't say it. */
      readonly selectors?: Readonly<Record<string, string>> | undefined;
      /** How the load reaches services: through the API server, or at a URL by service. */
      readonly reach?: "service-proxy" | "port-forward" | Readonly<Record<string, string>> | undefined;
    } | undefined;
    /** A system that runs already, which brownout neither starts nor stops. */
    readonly external?: {
      /** By name: the URL that loads call, and the process that faults are done to. */
      readonly services?: Readonly<Record<string, string | {
        /** Where loads reach it. */
        readonly url?: string | undefined;
        /** Its process. */
        readonly pid?: number | undefined;
        /** A file with the id of its process; from this file's folder. */
        readonly pidfile?: string | undefined;
        /** The systemd unit that it is. */
        readonly unit?: string | undefined;
      }>> | undefined;
      /** By edge (a -> b): the addresses between which brownout puts its proxy. */
      readonly edges?: Readonly<Record<string, {
        /** Where the caller is to call: brownout listens there. */
        readonly listen: string;
        /** Where the callee is. */
        readonly upstream: string;
      }>> | undefined;
      /** The API of a Toxiproxy that runs already. */
      readonly toxiproxy?: string | undefined;
      /** By edge (a -> b), where its name doesn't say it: the name of Toxiproxy's proxy. */
      readonly proxies?: Readonly<Record<string, string>> | undefined;
    } | undefined;
  };
  /** Facts of edges, by name (a -> b), for every platform where a proxy of brownout's is on them. */
  readonly edges?: Readonly<Record<string, {
    /** What its connections speak; default: found from their first bytes. tcp: bytes, in which no calls are looked for. */
    readonly protocol?: "http1" | "http2" | "grpc" | "redis" | "postgres" | "mysql" | "tcp" | undefined;
    /** The way its TLS is ended and begun again, so that faults and figures are of what is in it. */
    readonly tls?: {
      /** Ends callers' TLS at the proxy, which speaks TLS to the callee: true with a certificate of the run's own authority, or one of yours. */
      readonly terminate: true | {
        /** Path of a PEM file, from where this file is. */
        readonly cert: string;
        /** Path of a PEM file, from where this file is. */
        readonly key: string;
      };
      /** PEM file of authorities, one of which signed the callee's certificate; those that Node knows by default. */
      readonly ca?: string | undefined;
      /** Sent to the callee (SNI), and what its certificate must be for; default: its host. */
      readonly "server-name"?: string | undefined;
      /** PEM file, shown to a callee that asks for a certificate. */
      readonly "client-cert"?: string | undefined;
      /** PEM file, the key of `client-cert`. */
      readonly "client-key"?: string | undefined;
    } | undefined;
  }>> | undefined;
  /** Loads by name; criteria speak of them. */
  readonly load: {
    /** Send all loads from pods in the cluster, straight to its services; default: from where brownout runs. */
    readonly from?: "cluster" | {
      /** Pods that send them. */
      readonly cluster: {
        /** Each sends an equal share of every load. Default: 2. */
        readonly pods?: number | undefined;
        /** Of brownout's command; default: brownout, tagged with this version. */
        readonly image?: string | undefined;
      };
    } | undefined;
    readonly [name: string]: "cluster" | {
      /** Pods that send them. */
      readonly cluster: {
        /** Each sends an equal share of every load. Default: 2. */
        readonly pods?: number | undefined;
        /** Of brownout's command; default: brownout, tagged with this version. */
        readonly image?: string | undefined;
      };
    } | LoadInput | undefined;
  };
  /** Splits every load into two arms at the same time: faults act on the one, shoppers.treated, and spare the other, shoppers.control. */
  readonly control?: {
    /** Of the requests, by their trace, that all faults spare. Default: 50%. */
    readonly share?: number | string | undefined;
  } | undefined;
  /** Numbers from outside by name; criteria speak of their value. */
  readonly signals?: Readonly<Record<string, {
    /** Base URL of a Prometheus server. */
    readonly prometheus?: string | undefined;
    /** PromQL that gives a single number: aggregate what gives several series. */
    readonly query?: string | undefined;
    /** An alert of that Prometheus; the value is how many of its instances fire. */
    readonly alert?: string | undefined;
    /** What is counted of a service in its cluster. */
    readonly kubernetes?: "ready-replicas" | "restarts" | "pending-pods" | "hpa-at-maximum" | undefined;
    /** A metric on the service's own /metrics pages; samples that fit are added up. */
    readonly metric?: string | undefined;
    /** The service. */
    readonly of?: string | undefined;
    /** How often it is asked; default 1s. */
    readonly every?: string | undefined;
    /** A longer gap between two samples leaves a criterion unknown; default 15s. */
    readonly "stale-after"?: string | undefined;
  }>> | undefined;
  /** How long each phase lasts. */
  readonly phases: {
    /** Load without judgement: so long, or until it no longer drifts; default none. */
    readonly "warm-up"?: string | "until-steady" | {
      /** At most so long. */
      readonly "until-steady": string;
    } | undefined;
    /** Load without a fault: what is normal. */
    readonly baseline: string;
    /** Load with the faults. */
    readonly fault: string;
    /** Load after the last fault was taken out. */
    readonly recovery: string;
  };
  /** Must hold in the baseline, or nothing is injected. */
  readonly "steady-state": readonly (string)[];
  /** What is put in, and taken out again. */
  readonly faults: readonly (FaultInput)[];
  /** Steps in the recovery phase; a run shows after which of them steady state is back. */
  readonly remedies?: readonly ({
    /** From the beginning of the recovery phase; later than the step before. */
    readonly at: string;
    /** The service whose replicas end and start again, all at once. */
    readonly restart?: string | undefined;
    /** The service that gets another number of replicas. */
    readonly scale?: string | undefined;
    /** The share of a service's requests that it refuses at once. */
    readonly shed?: number | string | undefined;
    /** Attempts after the first that are left: of a load's senders, or of a service's calls. */
    readonly "cap-retries"?: number | undefined;
    /** The service whose breakers close. */
    readonly "reset-breakers"?: string | undefined;
    /** A request that each replica of a service is sent. */
    readonly request?: string | undefined;
    /** The service, or for cap-retries a load or a service. */
    readonly on?: string | undefined;
    /** Of a restart: from SIGTERM to SIGKILL; default 10s. */
    readonly grace?: string | undefined;
    /** Of scale: how many replicas the service is to have. */
    readonly to?: number | undefined;
    /** Taken back after so long; default: at the end of the run. */
    readonly for?: string | undefined;
    /** Of a request: what takes it back. */
    readonly undo?: string | undefined;
  })[] | undefined;
  /** Judged live, all through, over 5s unless they say otherwise; the first that holds ends the fault. */
  readonly abort?: readonly (string)[] | undefined;
  /** Judged over the fault phase. */
  readonly expect: readonly (string)[];
  /** Guard rails: a plan beyond them is refused. */
  readonly limits?: {
    /** Of all phases together. */
    readonly "max-duration"?: string | undefined;
    /** In the blast radius. */
    readonly "max-services"?: number | undefined;
    /** Replicas that faults on services take, all together. */
    readonly "max-replicas"?: number | undefined;
    /** The only services, or edges (a -> b), that a fault may be on. */
    readonly only?: readonly (string)[] | undefined;
  } | undefined;
}

/** Requests at a rate that doesn't wait for their answers. */
export interface LoadInput {
  /** A call by gRPC, in place of a request. */
  readonly grpc?: {
    /** File with the service, from this file's folder; without it the server is asked, by reflection. */
    readonly proto?: string | undefined;
    /** A unary one. */
    readonly method: string;
    /** JSON; may hold templates. Default: {}. */
    readonly message?: string | undefined;
    /** A service of the graph, whose replicas take turns. */
    readonly service?: string | undefined;
    /** In place of the service. */
    readonly address?: string | undefined;
    /** At most so many connections; an arrival that finds none free waits for one, which its latency has. Default: 100. */
    readonly connections?: number | undefined;
  } | undefined;
  /** A query of PostgreSQL, in place of a request. */
  readonly postgres?: {
    /** SQL; may hold templates. */
    readonly query: string;
    /** Where it is, with user and database. */
    readonly url: string;
    /** At most so many connections; an arrival that finds none free waits for one, which its latency has. Default: 10. */
    readonly connections?: number | undefined;
  } | undefined;
  /** A command of Redis, in place of a request. */
  readonly redis?: {
    /** Its words, with quotes around those with spaces; may hold templates. */
    readonly command: string;
    /** A service of the graph, whose replicas take turns. */
    readonly service?: string | undefined;
    /** In place of the service. */
    readonly address?: string | undefined;
    /** At most so many connections; an arrival that finds none free waits for one, which its latency has. Default: 10. */
    readonly connections?: number | undefined;
  } | undefined;
  /** Bytes to send on a TCP connection and what must come back, in place of a request. */
  readonly tcp?: {
    /** With \r, \n, \t, \x00 for bytes; may hold templates. */
    readonly send: string;
    /** Regular expression; the answer is complete when it matches. Default: its first byte. */
    readonly expect?: string | undefined;
    /** A service of the graph, whose replicas take turns. */
    readonly service?: string | undefined;
    /** In place of the service. */
    readonly address?: string | undefined;
    /** At most so many connections; an arrival that finds none free waits for one, which its latency has. Default: 10. */
    readonly connections?: number | undefined;
  } | undefined;
  /** Method and target: a service of the graph with a path, or a whole URL. May hold templates. */
  readonly request?: string | undefined;
  /** Several, by weight. */
  readonly requests?: readonly ({
    /** Method and target: a service of the graph with a path, or a whole URL. May hold templates. */
    readonly request: string;
    /** Share of the load's requests. Default: 1. */
    readonly weight?: number | undefined;
    /** On top of the load's headers. */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** In place of the load's body. */
    readonly body?: string | undefined;
  })[] | undefined;
  /** A visit in place of single requests: requests one after the other, with pauses between. */
  readonly steps?: readonly ({
    /** A pause before the next request; stands alone. */
    readonly think?: string | {
      /** The shortest pause. */
      readonly from: string;
      /** The longest pause. */
      readonly to: string;
    } | undefined;
    /** Names its signal, as in shoppers-login; default: step-1 …. */
    readonly name?: string | undefined;
    /** Method and target: a service of the graph with a path, or a whole URL. May hold templates. */
    readonly request?: string | undefined;
    /** On top of the load's headers. */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** May hold templates: {{id}}, {{uuid}}, {{counter}}, {{int A B}}. */
    readonly body?: string | undefined;
    /** Values of the answer, by names that later steps have in templates: {{token}}. */
    readonly take?: Readonly<Record<string, {
      /** JSON Pointer to it in the answer's body. */
      readonly json?: string | undefined;
      /** The header that it is. */
      readonly header?: string | undefined;
      /** Its first group, or all that matches, in the answer's body. */
      readonly regex?: string | undefined;
    }>> | undefined;
  })[] | undefined;
  /** Targets that vegeta sends, where it is installed; from this file's folder. */
  readonly vegeta?: string | undefined;
  /** Arrivals, whatever became of the requests before (open loop) */
  readonly rate: string | {
    /** Mean rate of arrivals that don't know of each other, as those of many people. */
    readonly poisson?: string | undefined;
    /** Rises or falls evenly, then holds its last rate. */
    readonly ramp?: {
      /** The first rate. */
      readonly from: string;
      /** The last rate, which is held. */
      readonly to: string;
      /** Time from the first to the last. */
      readonly over: string;
    } | undefined;
    /** One rate after the other; the last one is held. */
    readonly steps?: readonly ({
      /** Arrivals. */
      readonly rate: string;
      /** So long. */
      readonly for: string;
    })[] | undefined;
  };
  /** A request that takes longer has failed; with retry, an attempt; with sessions, a message. Default: 10s. */
  readonly timeout?: string | undefined;
  /** Those who send try again by themselves; an arrival stays one request, over all its attempts. */
  readonly retry?: {
    /** Attempts after the first. */
    readonly count: number;
    /** Pause before the first of them; doubles with each; 0ms tries again at once. Default: 0ms. */
    readonly backoff?: string | undefined;
    /** Share of each pause that is drawn. Default: 0. */
    readonly jitter?: number | string | undefined;
    /** What is tried again: timeout, connection, a status, a class, a range. */
    readonly on?: readonly (number | string)[] | undefined;
  } | undefined;
  /** WebSocket sessions that are opened by the request and stay open. */
  readonly sessions?: {
    /** They are opened at the load's rate until there are so many. */
    readonly count: number;
    /** The messages that each session is sent. */
    readonly message: {
      /** A message is due so often in each session. */
      readonly every: string;
      /** JSON Pointer to the time at which a message was sent, in milliseconds since the Unix epoch. */
      readonly "sent-at": string;
    };
    /** An attempt to open a session that takes longer has failed. Default: 10s. */
    readonly handshake?: string | undefined;
    /** A session in which nothing comes for so long is closed and opened again; default: never. */
    readonly silence?: string | undefined;
    /** Pauses before a session is opened again; they begin anew once a message has come. */
    readonly reconnect?: {
      /** First pause; 0ms opens it again at once. Default: 0ms. */
      readonly backoff?: string | undefined;
      /** Each pause is so many times the one before. Default: 2. */
      readonly factor?: number | undefined;
      /** No pause is longer. Default: 1m. */
      readonly max?: string | undefined;
      /** Share of each pause that is drawn. Default: 0. */
      readonly jitter?: number | string | undefined;
    } | undefined;
  } | undefined;
  /** An arrival beyond so many requests in flight, or visits on their way, is a failure; one that pauses is in flight. Default: 10000. */
  readonly "max-in-flight"?: number | undefined;
  /** May hold templates, as in Idempotency-Key: '{{id}}'. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** May hold templates: {{id}}, {{uuid}}, {{counter}}, {{int A B}}. */
  readonly body?: string | undefined;
  /** Sends a traceparent (W3C Trace Context) with each request that has none of its own. Default: true. */
  readonly traceparent?: boolean | undefined;
  /** Statuses that count as failures. */
  readonly "fail-on"?: readonly (number | string)[] | undefined;
}

/** A fault of any kind. */
export type FaultInput =
  | LatencyFault
  | BandwidthFault
  | SlowCloseFault
  | TimeoutFault
  | ResetFault
  | SlicerFault
  | LimitFault
  | DownFault
  | HttpStatusFault
  | HttpAbortFault
  | HttpDelayFault
  | HttpLostAnswerFault
  | HttpSlowAnswerFault
  | HttpTruncateFault
  | HttpHeaderFault
  | GrpcStatusFault
  | QueryDelayFault
  | QueryErrorFault
  | TlsHandshakeFault
  | KillFault
  | TerminateFault
  | PauseFault
  | RestartFault
  | RedeployFault
  | DisconnectFault
  | CpuFault
  | MemoryFault
  | PacketLossFault
  | PacketDelayFault
  | PacketDuplicateFault
  | PacketReorderFault
  | PacketCorruptFault
  | PacketBandwidthFault
  | PartitionFault
  | TcpResetFault
  | PodEvictFault
  | ScaleFault
  | CordonFault
  | ContainerKillFault
  | CpuStressFault
  | MemoryStressFault
  | DnsErrorFault
  | ClockSkewFault
  | IoDelayFault
  | IoErrorFault
  | ManifestFault;

/** Keys of faults of every kind. */
export interface AnyFault {
  /** From the beginning of the fault phase. Default: 0s. */
  readonly start?: string | undefined;
  /** Default: the rest of the fault phase. */
  readonly duration?: string | undefined;
  /** Leaves the fault out where its target has no pods, on a cluster; that is an error otherwise. */
  readonly "allow-empty"?: boolean | undefined;
  /** Takes a fault that no load reaches, which proves nothing by itself; that is an error otherwise. */
  readonly "allow-unreached"?: boolean | undefined;
}

/** Keys of faults that take some replicas. */
export interface AnyFaultOnReplicas extends AnyFault {
  /** Which replicas it takes, of the service (default: one) or of an edge's callee (default: all); drawn by the seed. */
  readonly mode?: "one" | "all" | {
    /** So many replicas. */
    readonly fixed?: number | undefined;
    /** Of the replicas, rounded down; one at least. */
    readonly percent?: number | undefined;
    /** One at least, up to so many percent of the replicas; how many is drawn by the seed, too. */
    readonly "random-max-percent"?: number | undefined;
  } | undefined;
}

/** Keys of faults on messages, by which these are chosen by number and chance. */
export interface AnyFaultOnMessages extends AnyFaultOnReplicas {
  /** Share of what all else chooses, drawn by the seed. Default: all. */
  readonly share?: number | string | undefined;
  /** Only so many, the first. */
  readonly first?: number | undefined;
  /** Only those behind the first so many. */
  readonly after?: number | undefined;
  /** Only one in so many: with 3 the third, the sixth and so on. */
  readonly every?: number | undefined;
  /** Only those with these numbers, from 1, and ranges of them. */
  readonly calls?: readonly (number | string)[] | undefined;
}

/** Keys of faults on requests, by which these are chosen. */
export interface AnyFaultOnRequests extends AnyFaultOnMessages {
  /** Only these; default: all. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS" | undefined;
  /** Only these, without their query; * is any text. Default: all. */
  readonly path?: string | undefined;
  /** Only requests with these; * in a value is any text. */
  readonly header?: Readonly<Record<string, string>> | undefined;
  /** Counts anew for each trace (traceparent), or each value of a header; one without isn't acted on. */
  readonly per?: string | undefined;
}

/** Keys of faults on queries, by which these are chosen. */
export interface AnyFaultOnQueries extends AnyFaultOnMessages {
  /** Only statements (PostgreSQL, MySQL) or commands (Redis) like this: * is any text, and what comes behind a space need not be said. Default: all. */
  readonly match?: string | undefined;
}

/** Delays everything that flows on the edge: evenly between latency - jitter and latency + jitter, by a distribution, or as an earlier run measured it. */
export interface LatencyFault extends AnyFaultOnReplicas {
  /** Delay of each piece of data, by percentile, or of a run. */
  readonly latency: string | {
    /** The run: its name, or the path of its folder from this file's, with a slash. */
    readonly like: string;
    /** The edge whose calls are replayed. Default: the fault's own. */
    readonly edge?: string | undefined;
    /** The phase of that run. */
    readonly phase: "baseline" | "fault" | "recovery";
    /** How much longer each delay is. Default: 1. */
    readonly factor?: number | undefined;
  } | Readonly<Record<string, string>>;
  /** Most that a delay differs from latency; with another distribution than uniform, its standard deviation. Default: 0ms. */
  readonly jitter?: string | undefined;
  /** How delays are spread; latency is their mean. Default: uniform. */
  readonly distribution?: "uniform" | "normal" | "lognormal" | "pareto" | undefined;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Delays everything that flows on the edge: evenly between latency - jitter and latency + jitter, by a distribution, or as an earlier run measured it. */
  readonly type: "latency";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Limits how fast data flows on each connection of the edge. */
export interface BandwidthFault extends AnyFaultOnReplicas {
  /** For each connection; rounded to whole KB/s. */
  readonly rate: string;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Limits how fast data flows on each connection of the edge. */
  readonly type: "bandwidth";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Delays the end of each connection of the edge, so that connections pile up. */
export interface SlowCloseFault extends AnyFaultOnReplicas {
  /** From the close until the other side sees it. */
  readonly delay: string;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Delays the end of each connection of the edge, so that connections pile up. */
  readonly type: "slow-close";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Lets nothing through, and closes the connection after a while, or never. */
export interface TimeoutFault extends AnyFaultOnReplicas {
  /** Until the connection is closed, counted from the last data; 0s never closes it. Default: 0s. */
  readonly timeout?: string | undefined;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Lets nothing through, and closes the connection after a while, or never. */
  readonly type: "timeout";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Resets connections (TCP RST) some time after their first data. */
export interface ResetFault extends AnyFaultOnReplicas {
  /** From the first data until the reset. Default: 0s. */
  readonly after?: string | undefined;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Resets connections (TCP RST) some time after their first data. */
  readonly type: "reset";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Cuts the data that flows on the edge into small pieces, with a pause between them. */
export interface SlicerFault extends AnyFaultOnReplicas {
  /** Average size of a piece. */
  readonly size: string;
  /** Most that a piece differs from size; none by default. */
  readonly variation?: string | undefined;
  /** Pause between two pieces. Default: 0ms. */
  readonly delay?: string | undefined;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Cuts the data that flows on the edge into small pieces, with a pause between them. */
  readonly type: "slicer";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Closes each connection of the edge once so much data has flowed on it. */
export interface LimitFault extends AnyFaultOnReplicas {
  /** What a connection may carry. */
  readonly bytes: string;
  /** downstream: what the callee answers; upstream: what the caller sends. Default: downstream. */
  readonly stream?: "downstream" | "upstream" | undefined;
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Closes each connection of the edge once so much data has flowed on it. */
  readonly type: "limit";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Takes the edge down: open connections end and new ones are refused. */
export interface DownFault extends AnyFaultOnReplicas {
  /** Takes the edge down: open connections end and new ones are refused. */
  readonly type: "down";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Answers requests with a status. On an edge the callee isn't asked; on a service it has done its work, and its answer gets another status. */
export interface HttpStatusFault extends AnyFaultOnRequests {
  /** The status of the answer. */
  readonly status: number;
  /** The answer's body; default: none. */
  readonly body?: string | undefined;
  /** The answer's headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** On a service alone, and needed there: what the pods listen on, not the Service's. */
  readonly port?: number | undefined;
  /** Answers requests with a status. On an edge the callee isn't asked; on a service it has done its work, and its answer gets another status. */
  readonly type: "http-status";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Resets the connection of requests, before the callee is asked. */
export interface HttpAbortFault extends AnyFaultOnRequests {
  /** On a service alone, and needed there: what the pods listen on, not the Service's. */
  readonly port?: number | undefined;
  /** Resets the connection of requests, before the callee is asked. */
  readonly type: "http-abort";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Holds requests for a while before the callee gets them. */
export interface HttpDelayFault extends AnyFaultOnRequests {
  /** Of each request, and what comes behind it on its connection. */
  readonly delay: string;
  /** On a service alone, and needed there: what the pods listen on, not the Service's. */
  readonly port?: number | undefined;
  /** Holds requests for a while before the callee gets them. */
  readonly type: "http-delay";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Lets the callee do its work, and loses the answer: the connection is reset, or hangs. */
export interface HttpLostAnswerFault extends AnyFaultOnRequests {
  /** Nothing comes, and the connection stays open, instead of being reset. Default: false. */
  readonly hang?: boolean | undefined;
  /** Lets the callee do its work, and loses the answer: the connection is reset, or hangs. */
  readonly type: "http-lost-answer";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Gives the head of an answer at once, and its body at a rate. */
export interface HttpSlowAnswerFault extends AnyFaultOnRequests {
  /** Of each answer's body. */
  readonly rate: string;
  /** Gives the head of an answer at once, and its body at a rate. */
  readonly type: "http-slow-answer";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Ends answers early: so much of the body, then the connection is closed. */
export interface HttpTruncateFault extends AnyFaultOnRequests {
  /** Of the body that still come; an answer with no more than that is whole. */
  readonly bytes: string;
  /** Ends answers early: so much of the body, then the connection is closed. */
  readonly type: "http-truncate";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Sets or removes headers of requests, or of their answers. */
export interface HttpHeaderFault extends AnyFaultOnRequests {
  /** Which of the two is changed. Default: request. */
  readonly message?: "request" | "answer" | undefined;
  /** By name, in place of what is there. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  /** Names. */
  readonly remove?: readonly (string)[] | undefined;
  /** Sets or removes headers of requests, or of their answers. */
  readonly type: "http-header";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Answers calls of gRPC with a status; the callee isn't asked. */
export interface GrpcStatusFault extends AnyFaultOnRequests {
  /** The code, by its name. */
  readonly status: "CANCELLED" | "UNKNOWN" | "INVALID_ARGUMENT" | "DEADLINE_EXCEEDED" | "NOT_FOUND" | "ALREADY_EXISTS" | "PERMISSION_DENIED" | "RESOURCE_EXHAUSTED" | "FAILED_PRECONDITION" | "ABORTED" | "OUT_OF_RANGE" | "UNIMPLEMENTED" | "INTERNAL" | "UNAVAILABLE" | "DATA_LOSS" | "UNAUTHENTICATED";
  /** Its message; default: none. */
  readonly message?: string | undefined;
  /** Answers calls of gRPC with a status; the callee isn't asked. */
  readonly type: "grpc-status";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Holds queries to PostgreSQL, MySQL or Redis for a while before the server gets them. */
export interface QueryDelayFault extends AnyFaultOnQueries {
  /** Of each query, and what comes behind it on its connection. */
  readonly delay: string;
  /** Holds queries to PostgreSQL, MySQL or Redis for a while before the server gets them. */
  readonly type: "query-delay";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Fails queries: those to PostgreSQL and MySQL with an SQLSTATE, those to Redis with an error. The server does none of them. */
export interface QueryErrorFault extends AnyFaultOnQueries {
  /** Of PostgreSQL or MySQL, in quotes. */
  readonly sqlstate?: string | undefined;
  /** Of MySQL, beside an SQLSTATE; its drivers go by it. Default: 1644. */
  readonly errno?: number | undefined;
  /** Beside an SQLSTATE. */
  readonly message?: string | undefined;
  /** Of Redis, as it begins. */
  readonly error?: string | undefined;
  /** Fails queries: those to PostgreSQL and MySQL with an SQLSTATE, those to Redis with an error. The server does none of them. */
  readonly type: "query-error";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Spoils the TLS handshakes of new connections; those that are open stay as they are. */
export interface TlsHandshakeFault extends AnyFaultOnReplicas {
  /** refuse: an alert, handshake_failure; hang: no answer; expired, wrong-name: a certificate that is just that, on an edge with tls: { terminate: true }. */
  readonly failure: "refuse" | "hang" | "expired" | "wrong-name";
  /** Share of the connections that it acts on. Default: 1. */
  readonly toxicity?: number | string | undefined;
  /** Spoils the TLS handshakes of new connections; those that are open stay as they are. */
  readonly type: "tls-handshake";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Kills replicas (SIGKILL) and keeps them dead until the fault ends. */
export interface KillFault extends AnyFaultOnReplicas {
  /** Kills replicas (SIGKILL) and keeps them dead until the fault ends. */
  readonly type: "kill";
  /** The service. */
  readonly on: string;
}

/** Asks replicas to end (SIGTERM), kills those that are still there after the grace period. */
export interface TerminateFault extends AnyFaultOnReplicas {
  /** From SIGTERM to SIGKILL. Default: 10s. */
  readonly grace?: string | undefined;
  /** Asks replicas to end (SIGTERM), kills those that are still there after the grace period. */
  readonly type: "terminate";
  /** The service. */
  readonly on: string;
}

/** Stops replicas in their tracks (SIGSTOP): they hold their connections and answer nothing. */
export interface PauseFault extends AnyFaultOnReplicas {
  /** Stops replicas in their tracks (SIGSTOP): they hold their connections and answer nothing. */
  readonly type: "pause";
  /** The service. */
  readonly on: string;
}

/** Ends replicas as terminate does, and starts them again at once. */
export interface RestartFault extends AnyFaultOnReplicas {
  /** From SIGTERM to SIGKILL. Default: 10s. */
  readonly grace?: string | undefined;
  /** Ends replicas as terminate does, and starts them again at once. */
  readonly type: "restart";
  /** The service. */
  readonly on: string;
}

/** Replaces all replicas of a service as a rolling deploy does: one after the other, each as restart does. */
export interface RedeployFault extends AnyFault {
  /** Of each replica: from SIGTERM to SIGKILL. Default: 10s. */
  readonly grace?: string | undefined;
  /** Replaces all replicas of a service as a rolling deploy does: one after the other, each as restart does. */
  readonly type: "redeploy";
  /** The service. */
  readonly on: string;
}

/** Takes replicas out of their networks: nobody finds them or reaches them, and they reach nobody. */
export interface DisconnectFault extends AnyFaultOnReplicas {
  /** Only this network; default: all that the replica is in. */
  readonly network?: string | undefined;
  /** Takes replicas out of their networks: nobody finds them or reaches them, and they reach nobody. */
  readonly type: "disconnect";
  /** The service. */
  readonly on: string;
}

/** Limits how much processor time replicas get. */
export interface CpuFault extends AnyFaultOnReplicas {
  /** Processors: 0.5 is half of one. */
  readonly limit: number;
  /** Limits how much processor time replicas get. */
  readonly type: "cpu";
  /** The service. */
  readonly on: string;
}

/** Limits how much memory replicas get; the kernel ends what needs more. */
export interface MemoryFault extends AnyFaultOnReplicas {
  /** Memory, swap included. */
  readonly limit: string;
  /** Limits how much memory replicas get; the kernel ends what needs more. */
  readonly type: "memory";
  /** The service. */
  readonly on: string;
}

/** Drops a share of the packets, by chance, each way: TCP sends them again, later. */
export interface PacketLossFault extends AnyFaultOnReplicas {
  /** Share of the packets, of each direction. */
  readonly loss: number | string;
  /** How much a packet's fate depends on that of the one before it; takes netem, which acts on packets that leave only. */
  readonly correlation?: number | string | undefined;
  /** Drops a share of the packets, by chance, each way: TCP sends them again, later. */
  readonly type: "packet-loss";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Delays packets that leave, each by itself: TCP sees a longer round trip. */
export interface PacketDelayFault extends AnyFaultOnReplicas {
  /** One way. */
  readonly delay: string;
  /** Most that a delay differs from delay. Default: 0ms. */
  readonly jitter?: string | undefined;
  /** How much a packet's delay depends on that of the one before it; takes netem. */
  readonly correlation?: number | string | undefined;
  /** Delays packets that leave, each by itself: TCP sees a longer round trip. */
  readonly type: "packet-delay";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Sends a share of the packets that leave twice. */
export interface PacketDuplicateFault extends AnyFaultOnReplicas {
  /** Of the packets that leave. */
  readonly share: number | string;
  /** Sends a share of the packets that leave twice. */
  readonly type: "packet-duplicate";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Delays packets that leave, but sends a share of them at once, before those that wait. */
export interface PacketReorderFault extends AnyFaultOnReplicas {
  /** Of the packets that leave: those that overtake the others. */
  readonly share: number | string;
  /** Of those that are overtaken. Default: 10ms. */
  readonly delay?: string | undefined;
  /** Delays packets that leave, but sends a share of them at once, before those that wait. */
  readonly type: "packet-reorder";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Flips a bit in a share of the packets that leave: checksums catch it, so TCP sees loss. */
export interface PacketCorruptFault extends AnyFaultOnReplicas {
  /** Of the packets that leave. */
  readonly share: number | string;
  /** Flips a bit in a share of the packets that leave: checksums catch it, so TCP sees loss. */
  readonly type: "packet-corrupt";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Limits the rate at which packets leave, all connections together. */
export interface PacketBandwidthFault extends AnyFaultOnReplicas {
  /** Of everything that leaves. */
  readonly rate: string;
  /** Limits the rate at which packets leave, all connections together. */
  readonly type: "packet-bandwidth";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Drops every packet between caller and callee: connections hang, nothing is refused. */
export interface PartitionFault extends AnyFaultOnReplicas {
  /** upstream: what the caller sends; downstream: what the callee sends. Default: both. */
  readonly direction?: "both" | "upstream" | "downstream" | undefined;
  /** Drops every packet between caller and callee: connections hang, nothing is refused. */
  readonly type: "partition";
  /** The edge: caller -> callee. */
  readonly on: string;
}

/** Answers every TCP packet with a reset: live connections break at their next packet, new ones are refused. */
export interface TcpResetFault extends AnyFaultOnReplicas {
  /** Answers every TCP packet with a reset: live connections break at their next packet, new ones are refused. */
  readonly type: "tcp-reset";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}

/** Evicts pods, as a drained node does: only as many as their PodDisruptionBudget allows. */
export interface PodEvictFault extends AnyFaultOnReplicas {
  /** Evicts pods, as a drained node does: only as many as their PodDisruptionBudget allows. */
  readonly type: "pod-evict";
  /** The service. */
  readonly on: string;
}

/** Gives a service so many pods, more or fewer, and then as many as it had. */
export interface ScaleFault extends AnyFault {
  /** How many pods the service is to have. */
  readonly to: number;
  /** Gives a service so many pods, more or fewer, and then as many as it had. */
  readonly type: "scale";
  /** The service. */
  readonly on: string;
}

/** Lets no new pods onto the nodes that a service's pods are on; pods that are there stay. */
export interface CordonFault extends AnyFaultOnReplicas {
  /** Lets no new pods onto the nodes that a service's pods are on; pods that are there stay. */
  readonly type: "cordon";
  /** The service. */
  readonly on: string;
}

/** Kills containers in pods that stay; the kubelet starts them again. */
export interface ContainerKillFault extends AnyFaultOnReplicas {
  /** Their names in the pod. */
  readonly containers: readonly (string)[];
  /** Kills containers in pods that stay; the kubelet starts them again. */
  readonly type: "container-kill";
  /** The service. */
  readonly on: string;
}

/** Burns processor time in a container's cgroup, so that what runs there competes for it. */
export interface CpuStressFault extends AnyFaultOnReplicas {
  /** Threads that burn. Default: 1. */
  readonly workers?: number | undefined;
  /** Of a processor, by each worker; whole percent. Default: 1. */
  readonly load?: number | string | undefined;
  /** Names of the pod's containers that it is in; default: the first. */
  readonly containers?: readonly (string)[] | undefined;
  /** Burns processor time in a container's cgroup, so that what runs there competes for it. */
  readonly type: "cpu-stress";
  /** The service. */
  readonly on: string;
}

/** Takes memory in a container's cgroup; what goes beyond its limit is ended by the kernel. */
export interface MemoryStressFault extends AnyFaultOnReplicas {
  /** By each worker. */
  readonly size: string;
  /** Processes that take it. Default: 1. */
  readonly workers?: number | undefined;
  /** Names of the pod's containers that it is in; default: the first. */
  readonly containers?: readonly (string)[] | undefined;
  /** Takes memory in a container's cgroup; what goes beyond its limit is ended by the kernel. */
  readonly type: "memory-stress";
  /** The service. */
  readonly on: string;
}

/** Fails look-ups of names by a service. */
export interface DnsErrorFault extends AnyFaultOnReplicas {
  /** ? is one character; * at the end is the rest. */
  readonly names: readonly (string)[];
  /** Names of the pod's containers that it is in; default: the first. */
  readonly containers?: readonly (string)[] | undefined;
  /** Fails look-ups of names by a service. */
  readonly type: "dns-error";
  /** The service. */
  readonly on: string;
}

/** Shifts the clock that a container's processes read; timers go on as they are. */
export interface ClockSkewFault extends AnyFaultOnReplicas {
  /** How far. */
  readonly by: string;
  /** Of the true time. Default: ahead. */
  readonly direction?: "ahead" | "behind" | undefined;
  /** Names of the pod's containers that it is in; default: the first. */
  readonly containers?: readonly (string)[] | undefined;
  /** Shifts the clock that a container's processes read; timers go on as they are. */
  readonly type: "clock-skew";
  /** The service. */
  readonly on: string;
}

/** Delays operations on the files of a volume. */
export interface IoDelayFault extends AnyFaultOnReplicas {
  /** Of each operation. */
  readonly delay: string;
  /** Where the volume is mounted in the container. */
  readonly volume: string;
  /** Only these files of it; * is any text. Default: all. */
  readonly path?: string | undefined;
  /** Of the operations; whole percent. Default: 1. */
  readonly share?: number | string | undefined;
  /** Only these; default: all. */
  readonly operations?: readonly ("open" | "read" | "write" | "flush" | "fsync" | "create" | "unlink" | "rename" | "readdir" | "getattr")[] | undefined;
  /** Names of the pod's containers that it is in; default: the first. */
  readonly containers?: readonly (string)[] | undefined;
  /** Delays operations on the files of a volume. */
  readonly type: "io-delay";
  /** The service. */
  readonly on: string;
}

/** Fails operations on the files of a volume. */
export interface IoErrorFault extends AnyFaultOnReplicas {
  /** With which error. Default: EIO. */
  readonly error?: "EPERM" | "ENOENT" | "EIO" | "EACCES" | "EBUSY" | "ENOSPC" | "EROFS" | "EDQUOT" | undefined;
  /** Where the volume is mounted in the container. */
  readonly volume: string;
  /** Only these files of it; * is any text. Default: all. */
  readonly path?: string | undefined;
  /** Of the operations; whole percent. Default: 1. */
  readonly share?: number | string | undefined;
  /** Only these; default: all. */
  readonly operations?: readonly ("open" | "read" | "write" | "flush" | "fsync" | "create" | "unlink" | "rename" | "readdir" | "getattr")[] | undefined;
  /** Names of the pod's containers that it is in; default: the first. */
  readonly containers?: readonly (string)[] | undefined;
  /** Fails operations on the files of a volume. */
  readonly type: "io-error";
  /** The service. */
  readonly on: string;
}

/** Creates a chaos object of Chaos Mesh from its manifest, as it is. */
export interface ManifestFault extends AnyFault {
  /** The manifest; from this file's folder. */
  readonly file: string;
  /** Creates a chaos object of Chaos Mesh from its manifest, as it is. */
  readonly type: "manifest";
  /** The edge (caller -> callee), or the service. */
  readonly on: string;
}
