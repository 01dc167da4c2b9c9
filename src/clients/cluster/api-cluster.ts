import { z } from "zod";
import { apiError, isApiServerTrouble, readStatus } from "./api-errors.ts";
import type { ApiCall, ApiServer } from "./api-server.ts";
import type {
  Access,
  CallOptions,
  Cluster,
  ClusterAddress,
  CreateOptions,
  DeleteOptions,
  OnForwardTrouble,
} from "./cluster.ts";
import { ConflictError, NotFoundError } from "./cluster-errors.ts";
import type { ClusterObject, MergePatch, ObjectKind, ObjectQuery, ObjectRef, WatchEvent } from "./cluster-object.ts";
import { Kinds, pathOf } from "./kinds.ts";
import { FIELD_MANAGER } from "./labels.ts";
import { pagesOf } from "./listing.ts";
import { objectSchema } from "./object-schema.ts";
import { schemaOf } from "./open-api.ts";
import { forwardTo, tryForward } from "./port-forward.ts";
import { proxyTo } from "./service-proxy.ts";
import { Watch, type WatchOptions } from "./watch.ts";

/** A SelfSubjectAccessReview, and what `/version` answers, as far as they are read here. */
const reviewSchema = z.object({ status: z.object({ allowed: z.boolean().optional() }).optional() });
const versionSchema = z.object({ gitVersion: z.string() });

/** A cluster through its API server. */
export class ApiCluster implements Cluster {
  readonly address: ClusterAddress;
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  readonly #api: ApiServer;
  readonly #kinds: Kinds;

  constructor(api: ApiServer, address: ClusterAddress, namespace: string) {
    this.address = address;
    this.context = api.connection.context;
    this.server = api.connection.server;
    this.namespace = namespace;
    this.#api = api;
    this.#kinds = new Kinds(api);
  }

  get clockSkewMs(): number {
    return this.#api.clockSkewMs;
  }

  async get(ref: ObjectRef, { signal }: CallOptions = {}): Promise<ClusterObject | undefined> {
    const path = await this.#pathOf(ref, {}, signal);
    try {
      const call = { doing: `get ${nameOf(ref)}`, method: "GET", path, repeatable: true, signal } as const;
      return await this.#api.json(call, objectSchema);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async *list(query: ObjectQuery, { signal }: CallOptions = {}): AsyncIterable<ClusterObject> {
    const resource = await this.#kinds.require(query, signal);
    for await (const { objects } of pagesOf(this.#api, resource, query, signal)) yield* objects;
  }

  async create(object: ClusterObject, { signal, dryRun }: CreateOptions = {}): Promise<ClusterObject> {
    const { name: _, ...place } = refOf(object);
    const call = {
      doing: `create ${nameOf(refOf(object))}`,
      method: "POST",
      path: `${await this.#pathOf(place, {}, signal)}?${writing(dryRun)}`,
      ...json(object),
      repeatable: dryRun ?? false,
      signal,
    } as const;
    return this.#api.json(call, objectSchema);
  }

  async patch(ref: ObjectRef, patch: MergePatch, { signal }: CallOptions = {}): Promise<ClusterObject> {
    const isOfOneVersion = (patch.metadata as { resourceVersion?: string } | undefined)?.resourceVersion !== undefined;
    const call = {
      doing: `change ${nameOf(ref)}`,
      method: "PATCH",
      path: `${await this.#pathOf(ref, {}, signal)}?${writing()}`,
      ...json(patch, "application/merge-patch+json"),
      // The second time, the version would be another one by the first.
      repeatable: !isOfOneVersion,
      signal,
    } as const;
    return this.#api.json(call, objectSchema);
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<void> {
    await this.#end(ref, options, {
      doing: `delete ${nameOf(ref)}`,
      method: "DELETE",
      path: await this.#pathOf(ref, {}, options.signal),
      ...json({ apiVersion: "v1", kind: "DeleteOptions", ...deleteOptions(options) }),
    });
  }

  async evict(pod: ObjectRef, options: DeleteOptions = {}): Promise<void> {
    const { name, namespace = this.namespace } = pod;
    await this.#end(pod, options, {
      doing: `evict ${nameOf(pod)}`,
      method: "POST",
      path: await this.#pathOf(pod, { part: "eviction" }, options.signal),
      ...json({
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name, namespace },
        deleteOptions: deleteOptions(options),
      }),
    });
  }

  async logs(
    pod: ObjectRef,
    { signal, container, lines }: CallOptions & { readonly container?: string; readonly lines: number },
  ): Promise<string> {
    const search = new URLSearchParams({ tailLines: String(lines), ...(container ? { container } : {}) });
    const path = `${await this.#pathOf(pod, { part: "log" }, signal)}?${search}`;
    return this.#api.call({ doing: `read the log of ${nameOf(pod)}`, method: "GET", path, repeatable: true, signal });
  }

  watch(query: ObjectQuery, onEvent: (event: WatchEvent) => void, options: WatchOptions): void {
    void new Watch(this.#api, this.#kinds, query, onEvent, options).run();
  }

  async has(kind: ObjectKind, options: CallOptions = {}): Promise<boolean> {
    return (await this.resourceOf(kind, options)) !== undefined;
  }

  async resourceOf(kind: ObjectKind, { signal }: CallOptions = {}): Promise<string | undefined> {
    return (await this.#kinds.find(kind, signal))?.plural;
  }

  async schemaOf(
    kind: ObjectKind,
    { signal }: CallOptions = {},
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    return schemaOf(this.#api, kind, signal);
  }

  async may({ verb, group, resource: path, namespace }: Access, { signal }: CallOptions = {}): Promise<boolean> {
    const [resource, subresource] = path.split("/");
    const review = await this.#api.json(
      {
        doing: `ask whether this user may ${verb} ${path}`,
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        ...json({
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          spec: { resourceAttributes: { verb, group, resource, subresource, namespace } },
        }),
        repeatable: true,
        signal,
      },
      reviewSchema,
    );
    return review.status?.allowed ?? false;
  }

  async version({ signal }: CallOptions = {}): Promise<string> {
    const doing = "ask for the version of the server";
    const call = { doing, method: "GET", path: "/version", repeatable: true, signal } as const;
    return (await this.#api.json(call, versionSchema)).gitVersion;
  }

  async ping({ signal = new AbortController().signal }: CallOptions = {}): Promise<void> {
    const { connection } = this.#api;
    const { statusCode, body } = await connection.send({ method: "GET", path: "/version" }, signal);
    const status = readStatus(await body.text());
    if (!isApiServerTrouble(statusCode)) return;
    throw apiError({ doing: "ask for its version", context: this.context, httpStatus: statusCode, status });
  }

  forward(
    { namespace = this.namespace, name: pod }: ObjectRef,
    port: number,
    signal: AbortSignal,
    onTrouble?: OnForwardTrouble,
  ): Promise<{ readonly port: number }> {
    return forwardTo(this.#api.connection, { namespace, pod, port }, signal, onTrouble);
  }

  async tryForward(
    { namespace = this.namespace, name: pod }: ObjectRef,
    port: number,
    { signal = new AbortController().signal }: CallOptions = {},
  ): Promise<void> {
    await tryForward(this.#api.connection, { namespace, pod, port }, signal);
  }

  async proxyTo(
    service: ObjectRef,
    port: string | number,
    signal: AbortSignal,
    onTrouble?: (error: Error) => void,
  ): Promise<{ readonly port: number }> {
    const path = await this.#pathOf({ ...service, name: `${service.name}:${port}` }, { part: "proxy" }, signal);
    return proxyTo(this.#api.connection, path, signal, onTrouble);
  }

  /** Ends a life of an object. That it is over already is fine. */
  async #end(ref: ObjectRef, { uid, signal }: DeleteOptions, call: Omit<ApiCall, "repeatable">): Promise<void> {
    try {
      // Without a uid, the second time might be for another life.
      await this.#api.call({ ...call, repeatable: uid !== undefined, signal });
    } catch (error) {
      if (error instanceof NotFoundError) return;
      if (!(error instanceof ConflictError) || uid === undefined) throw error;
      const now = await this.get(ref, { ...(signal ? { signal } : {}) });
      if (now?.metadata.uid === uid) throw error;
    }
  }

  async #pathOf(
    ref: Omit<ObjectRef, "name"> & { readonly name?: string },
    { part }: { readonly part?: string },
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { apiVersion, kind, namespace = this.namespace, name } = ref;
    const resource = await this.#kinds.require({ apiVersion, kind }, signal);
    return pathOf(resource, {
      namespace,
      ...(name === undefined ? {} : { name }),
      ...(part === undefined ? {} : { part }),
    });
  }
}

function refOf({ apiVersion, kind, metadata: { name = "", namespace } }: ClusterObject): ObjectRef {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `Pod shop/pricing-1` */
function nameOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Unknown fields are errors: a misspelt one would do nothing, and say nothing. */
function writing(dryRun = false): URLSearchParams {
  return new URLSearchParams({
    fieldManager: FIELD_MANAGER,
    fieldValidation: "Strict",
    ...(dryRun ? { dryRun: "All" } : {}),
  });
}

function deleteOptions({ graceS, uid, propagation }: DeleteOptions): object {
  return {
    ...(graceS === undefined ? {} : { gracePeriodSeconds: graceS }),
    ...(uid === undefined ? {} : { preconditions: { uid } }),
    ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
  };
}

function json(body: object, type = "application/json"): Pick<ApiCall, "headers" | "body"> {
  return { headers: { "content-type": type }, body: JSON.stringify(body) };
}
