import type { ClusterObject, MergePatch, ObjectKind, ObjectQuery, ObjectRef, WatchEvent } from "./cluster-object.ts";

/** Enough to reach the same cluster as the same user from another process, later; kept in undo records. */
export interface ClusterAddress {
  /** Kubeconfig files, the first that says something counts; none in a pod, which has its service account. */
  readonly kubeconfig: readonly string[];
  /** None for the current one of the files, fixed to its name when the cluster was opened; none in a pod. */
  readonly context?: string;
}

/** Options of a call. Every call ends by `signal`, and by a deadline of its own where it has none. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface CreateOptions extends CallOptions {
  /** The server admits, validates and forgets it. */
  readonly dryRun?: boolean;
}

export interface DeleteOptions extends CallOptions {
  /** Seconds that a pod has to end by itself; 0 at once. Default: the object's own. */
  readonly graceS?: number;
  /** Only this life of it: one of the same name that came later is left alone. */
  readonly uid?: string;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
}

/**
 * Told why a forwarded connection couldn't be made, or broke: by the way to the pod's node, or by the pod, which isn't
 * there or doesn't listen.
 */
export type OnForwardTrouble = (error: Error, by: "way" | "pod") => void;

/**
 * A Kubernetes API server as one user in one context sees it. Calls that change nothing, or that may come twice, are
 * tried again while the server is away, slow or failing, until their deadline of 30 s; the others fail at once. Where the
 * server says that it is busy (429) any call waits as long as it asks, since nothing was done yet. After a 401 the
 * kubeconfig is read again, once: somebody may have logged in. Objects go in and out as JSON.
 * Errors: {@link ClusterError} and its kinds (cluster-errors.ts), each with what to do.
 */
export interface Cluster {
  readonly address: ClusterAddress;
  /** The context's name, or `in-cluster`. */
  readonly context: string;
  /** The API server's URL. */
  readonly server: string;
  /** The context's own namespace; `default` where it names none. */
  readonly namespace: string;

  /** Undefined when it isn't there. */
  get(ref: ObjectRef, options?: CallOptions): Promise<ClusterObject | undefined>;
  /** In pages, so that many objects never are in memory at once unless the caller keeps them. */
  list(query: ObjectQuery, options?: CallOptions): AsyncIterable<ClusterObject>;
  /** @throws ConflictError when it is there already */
  create(object: ClusterObject, options?: CreateOptions): Promise<ClusterObject>;
  /** Merge patch; with a `metadata.resourceVersion` in it, only of that version. @throws ConflictError, NotFoundError */
  patch(ref: ObjectRef, patch: MergePatch, options?: CallOptions): Promise<ClusterObject>;
  /** Resolves when the server has taken it in, not when it is gone; also when it wasn't there. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** Through the Eviction API. @throws DisruptionBudgetError naming the budget that refuses */
  evict(pod: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** The last lines that a pod's container wrote. */
  logs(pod: ObjectRef, options: CallOptions & { readonly container?: string; readonly lines: number }): Promise<string>;
  /**
   * Watches what becomes of the query's objects from now on, first all that there are as ADDED, again after every gap
   * (410, a server that was away); an object that went in a gap comes as DELETED. Goes on until the signal aborts.
   * @param onTrouble called when it can't see any more, with why, and undefined when it sees again
   */
  watch(
    query: ObjectQuery,
    onEvent: (event: WatchEvent) => void,
    options: { readonly signal: AbortSignal; onTrouble?(error: Error | undefined): void },
  ): void;
  /** Tells whether the server knows the kind. */
  has(kind: ObjectKind, options?: CallOptions): Promise<boolean>;
  /** The name of the kind in the API and in roles: `deployments`; undefined when the server doesn't know it. */
  resourceOf(kind: ObjectKind, options?: CallOptions): Promise<string | undefined>;
  /** The kind's OpenAPI v3 schema as the installed version has it; undefined when the server has none. */
  schemaOf(kind: ObjectKind, options?: CallOptions): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Tells whether this user may do it (SelfSubjectAccessReview). */
  may(access: Access, options?: CallOptions): Promise<boolean>;
  /** The server's version, `v1.33.13`. */
  version(options?: CallOptions): Promise<string>;
  /**
   * Asks the server what it always answers: once, and not again, as a request of a load's goes.
   * @throws what went wrong, unless it answered that this user may not ask
   */
  ping(options?: CallOptions): Promise<void>;
  /** Time in ms by which the server's clock is ahead of ours, from its Date headers; 0 before the first answer. */
  readonly clockSkewMs: number;
  /**
   * A local port whose connections go to the pod's port through the API server; closed with the signal.
   * @param onTrouble told why a connection couldn't be made, or broke; the port goes on
   */
  forward(
    pod: ObjectRef,
    port: number,
    signal: AbortSignal,
    onTrouble?: OnForwardTrouble,
  ): Promise<{ readonly port: number }>;
  /**
   * Opens a connection to a pod's port through the API server, and closes it. Resolves also when the server says that the
   * pod isn't there, or can't be connected to.
   * @throws what went wrong on the way to the pod's node
   */
  tryForward(pod: ObjectRef, port: number, options?: CallOptions): Promise<void>;
  /**
   * A local HTTP server that passes requests on to a service through the API server's service proxy.
   * @param onTrouble told why the API server didn't pass a request on, where the service isn't why
   */
  proxyTo(
    service: ObjectRef,
    port: string | number,
    signal: AbortSignal,
    onTrouble?: (error: Error) => void,
  ): Promise<{ readonly port: number }>;
}

export interface Access {
  readonly verb: string;
  /** API group; "" for core. */
  readonly group: string;
  /** In plural: `pods`, or `pods/eviction`. */
  readonly resource: string;
  readonly namespace?: string;
}
