import type { Edge, Graph } from "../graph/graph.ts";
import type { SentText } from "./concealed-text.ts";

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
