import type { Cluster, CreateOptions } from "../../../src/clients/cluster/cluster.ts";
import { ConflictError } from "../../../src/clients/cluster/cluster-errors.ts";
import type {
  ClusterObject,
  MergePatch,
  ObjectKind,
  ObjectQuery,
  ObjectRef,
} from "../../../src/clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../../src/clients/cluster/labels.ts";

/** Behaviour of the Chaos Mesh of a test. */
export interface Behaviour {
  /** True when it puts faults in; or the reason it can't. */
  inject?: true | string;
  /** True when it lets go of what is deleted: once it is injected nowhere, as its records have it, or not at all. */
  release?: boolean | "when withdrawn";
  /** Kinds that it has; all that are asked for unless said. */
  kinds?: readonly string[];
  /** Verb that this user may use on nothing. */
  deniedVerb?: string;
  schema?: Readonly<Record<string, unknown>>;
  /** Tries an object out; throws what the server says against it. */
  tryOut?(object: ClusterObject): void;
}

/** A cluster with Chaos Mesh, in memory: as much of both as a fault needs. */
export class FakeChaosMesh {
  readonly behaviour: Behaviour;
  readonly objects = new Map<string, ClusterObject>();
  readonly pods: ClusterObject[];
  readonly tried: ClusterObject[] = [];
  /** Messages of Warning events. */
  readonly warnings: string[] = [];
  /** Called before an object is created. */
  beforeCreate: () => Promise<void> = async () => undefined;
  #lives = 0;

  constructor(behaviour: Behaviour = {}, pods: readonly string[] = ["pricing-1", "pricing-2"]) {
    this.behaviour = behaviour;
    this.pods = pods.map((name) => podOf(name, { "app.kubernetes.io/name": name.replace(/-\d+$/, "") }));
  }

  /** Only what faults by Chaos Mesh use of it. */
  get cluster(): Cluster {
    const used: Partial<Cluster> = {
      address: { kubeconfig: ["/home/me/.kube/config"], context: "staging" },
      get: async (ref) => this.#read(ref),
      list: (query) => this.#list(query),
      create: (object, options) => this.#create(object, options),
      delete: async (ref, { uid } = {}) => this.#delete(ref, uid),
      patch: async (ref, patch) => this.#patch(ref, patch),
      has: async ({ kind }) => this.behaviour.kinds?.includes(kind) ?? true,
      resourceOf: async ({ kind }) => kind.toLowerCase(),
      may: async ({ verb }) => verb !== this.behaviour.deniedVerb,
      schemaOf: async () => this.behaviour.schema,
    };
    return used as Cluster;
  }

  /** The object of a kind that a run made. */
  made(run: string): ClusterObject | undefined {
    return [...this.objects.values()].find(({ metadata }) => metadata.labels?.[RUN_LABEL] === run);
  }

  /** Somebody else deletes what there is, with everything that holds it. */
  deleteAll(): void {
    this.objects.clear();
  }

  #read(ref: ObjectRef): ClusterObject | undefined {
    const object = this.objects.get(keyOf(ref));
    const { release = true } = this.behaviour;
    const isWithdrawn = object?.status !== undefined;
    if (object?.metadata.deletionTimestamp !== undefined && (release === true || (release && isWithdrawn))) {
      this.objects.delete(keyOf(ref));
      return undefined;
    }
    return object && { status: this.#status(object), ...object };
  }

  async *#list({ kind, labels = "" }: ObjectQuery): AsyncIterable<ClusterObject> {
    if (kind === "Event") {
      yield* this.warnings.map((message) => ({ apiVersion: "v1", kind, metadata: {}, type: "Warning", message }));
      return;
    }
    const wanted = labels.split(",").map((part) => part.split("="));
    const all = kind === "Pod" ? this.pods : [...this.objects.values()].filter((object) => object.kind === kind);
    yield* all.filter(({ metadata }) =>
      wanted.every(([key = "", value]) =>
        value === undefined ? key === "" || metadata.labels?.[key] !== undefined : metadata.labels?.[key] === value,
      ),
    );
  }

  async #create(object: ClusterObject, { dryRun = false }: CreateOptions = {}): Promise<ClusterObject> {
    this.behaviour.tryOut?.(object);
    if (dryRun) {
      this.tried.push(object);
      return object;
    }
    await this.beforeCreate();
    const key = keyOf({ ...object, name: object.metadata.name ?? "" });
    if (this.objects.has(key)) throw new ConflictError({ message: `${key} already exists` });
    const metadata = { ...object.metadata, uid: `life-${++this.#lives}`, finalizers: ["chaos-mesh/records"] };
    this.objects.set(key, { ...object, metadata });
    return { ...object, metadata };
  }

  #delete(ref: ObjectRef, uid: string | undefined): void {
    const object = this.objects.get(keyOf(ref));
    if (object === undefined || (uid !== undefined && object.metadata.uid !== uid)) return;
    const metadata = { ...object.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" };
    this.objects.set(keyOf(ref), { ...object, metadata });
  }

  #patch(ref: ObjectRef, patch: MergePatch): ClusterObject {
    const object = this.objects.get(keyOf(ref));
    if (object === undefined) throw new Error(`no ${keyOf(ref)}`);
    const { finalizers } = patch.metadata as { finalizers?: readonly string[] };
    const { status = object.status, spec } = patch as { status?: unknown; spec?: object };
    if (finalizers?.length === 0) this.objects.delete(keyOf(ref));
    else this.objects.set(keyOf(ref), { ...object, status, spec: { ...(object.spec as object), ...spec } });
    return object;
  }

  #status({ metadata }: ClusterObject): object {
    const { inject = true } = this.behaviour;
    const isIn = inject === true;
    const failed = { type: "Failed", operation: "Apply", message: inject };
    const containerRecords = this.pods.map((pod) => ({
      id: `${metadata.namespace}/${pod.metadata.name}`,
      phase: isIn ? "Injected" : this.behaviour.release === "when withdrawn" ? "Not Injected/Wait" : "Not Injected",
      injectedCount: isIn ? 1 : 0,
      events: isIn ? [] : [failed],
    }));
    const conditions = [
      { type: "Selected", status: containerRecords.length > 0 ? "True" : "False" },
      { type: "AllInjected", status: isIn && containerRecords.length > 0 ? "True" : "False" },
      { type: "AllRecovered", status: "False" },
    ];
    return {
      conditions,
      experiment: { desiredPhase: "Run", ...(containerRecords.length > 0 && { containerRecords }) },
    };
  }
}

export function podOf(name: string, labels: Readonly<Record<string, string>>): ClusterObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", labels } };
}

function keyOf({ kind, namespace = "shop", name }: ObjectKind & { namespace?: string; name?: string }): string {
  return `${kind} ${namespace}/${name}`;
}
