import type { Cluster } from "../../cluster/cluster.ts";
import type { ClusterObject, ObjectRef } from "../../cluster/cluster-object.ts";
import type { JsonValue } from "../../history/event.ts";
import type { Effect } from "../fault.ts";

/** What a pod fault is done to. */
export interface PodTarget {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly service: string;
  readonly workload: ObjectRef;
  /** The pods that the fault's mode takes, as they were when it was prepared. */
  readonly pods: readonly ClusterObject[];
}

/**
 * How the pod API alone makes a type of fault. It is taken back from `found` alone: what was so before, written down
 * before it is changed.
 */
export interface PodFault<Params = unknown> {
  /** The fault's type: `kill`. */
  readonly type: string;
  /** `deletes the pod through the API` */
  readonly means: string;
  readonly proof: string;
  /** What must be known to take it back. */
  found(target: PodTarget): Promise<JsonValue>;
  put(target: PodTarget, params: Params, signal: AbortSignal): Promise<void>;
  /** Whether it took effect, from the cluster: pod UIDs, counts, marks on nodes. */
  look(target: PodTarget, params: Params): Promise<Effect>;
  /** Idempotent; then waits until the workload has its pods ready again. */
  back(found: JsonValue, cluster: Cluster, signal: AbortSignal): Promise<void>;
  isBack(found: JsonValue, cluster: Cluster): Promise<boolean>;
  /** What a person would type to take it back. */
  manual(target: PodTarget): string;
}
