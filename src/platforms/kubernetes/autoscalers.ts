import { z } from "zod";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, WatchEvent } from "../../clients/cluster/cluster-object.ts";
import type { WorkloadRef } from "../../clients/cluster/workload-ref.ts";
import { NoSampleError, SignalSpecError } from "../../clients/sampling/read-sample.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { type ClusterSignal, isClusterSignal } from "../../files/experiment/sampled-signal.ts";
import type { Manifest } from "./manifests.ts";
import type { Survey } from "./survey.ts";

const KIND = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" };

const autoscalerSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ maxReplicas: z.int(), scaleTargetRef: z.object({ kind: z.string(), name: z.string() }) }),
  status: z.object({ desiredReplicas: z.int().default(0), currentReplicas: z.int().default(0) }).prefault({}),
});
type Autoscaler = z.infer<typeof autoscalerSchema>;

/**
 * Looks whether each workload whose autoscaler an experiment's signals speak of has one; services that aren't there are
 * the plan's to complain about.
 * @param manifests what will be there, too
 * @throws SignalSpecError
 */
export async function checkAutoscalers(
  { signals = [] }: Experiment,
  { cluster, namespace }: { readonly cluster: Cluster; readonly namespace: string },
  { workloads }: Survey,
  manifests: readonly Manifest[],
): Promise<void> {
  const speaking = signals.filter((one) => isClusterSignal(one) && one.count === "hpa-at-maximum");
  if (speaking.length === 0) return;
  const made = manifests.filter(({ object }) => object.kind === KIND.kind);
  const all = made.map(({ object }) => autoscalerSchema.parse({ ...object, status: {} }));
  for await (const object of cluster.list({ ...KIND, namespace })) all.push(autoscalerSchema.parse(object));
  for (const { service } of speaking as ClusterSignal[]) {
    const ref = workloads.get(service)?.ref;
    if (ref !== undefined) autoscalerOf(ref, all);
  }
}

/** @throws SignalSpecError when there is none for it */
function autoscalerOf({ kind, name }: WorkloadRef, all: readonly Autoscaler[]): Autoscaler {
  const own = all.find(({ spec: { scaleTargetRef } }) => scaleTargetRef.kind === kind && scaleTargetRef.name === name);
  if (own !== undefined) return own;
  throw new SignalSpecError({
    message: `no HorizontalPodAutoscaler scales ${kind} ${name}`,
    hint: "`kubectl get hpa` shows those that there are.",
  });
}

/** The HorizontalPodAutoscalers of a namespace, watched from when this is made. */
export class Autoscalers {
  readonly #found = new Map<string, Autoscaler>();
  /** Resolves with why they could not be listed, if so. */
  readonly #listed: Promise<Error | undefined>;
  #trouble: Error | undefined;

  constructor(cluster: Cluster, namespace: string, signal: AbortSignal) {
    const query = { ...KIND, namespace };
    this.#listed = this.#list(cluster.list(query, { signal })).catch((error: Error) => error);
    const onTrouble = (error: Error | undefined) => {
      this.#trouble = error;
    };
    cluster.watch(query, (event) => this.#note(event), { signal, onTrouble });
  }

  /**
   * Tells whether the workload's autoscaler wants as many pods as it may have, or has them.
   * @throws SignalSpecError when there is none for it
   * @throws NoSampleError when that can't be seen now
   */
  async isAtMaximum(workload: WorkloadRef): Promise<boolean> {
    const trouble = (await this.#listed) ?? this.#trouble;
    if (trouble) throw new NoSampleError({ message: `autoscalers can't be seen: ${trouble.message}`, cause: trouble });
    const own = autoscalerOf(workload, [...this.#found.values()]);
    return Math.max(own.status.desiredReplicas, own.status.currentReplicas) >= own.spec.maxReplicas;
  }

  async #list(objects: AsyncIterable<ClusterObject>): Promise<undefined> {
    for await (const object of objects) this.#note({ type: "ADDED", object });
  }

  #note({ type, object }: WatchEvent): void {
    const name = object.metadata.name ?? "";
    if (type === "DELETED") this.#found.delete(name);
    else this.#found.set(name, autoscalerSchema.parse(object));
  }
}
