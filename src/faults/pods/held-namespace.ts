import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { OwnerReference } from "../../clients/cluster/cluster-object.ts";
import type { WorkloadRef } from "../../clients/cluster/workload-ref.ts";

/** A namespace of a cluster, held by a lease of the run's, as far as faults have to do with it. */
export interface HeldNamespace {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly runId: string;
  /** The run's lease. What a run makes in the namespace is owned by it, and goes with it. */
  readonly lease: OwnerReference;
  /** The labels that a service's pods have. Throws RangeError for a service that the system doesn't have. */
  labelsOf(service: string): Readonly<Record<string, string>>;
  /** The workload that runs the service's pods. */
  workloadOf(service: string): WorkloadRef;
  /**
   * A fault may end the service's pods from now on: that is no death.
   * @returns what says that the fault is out; what comes of it a moment later still is none
   */
  expectEnds(service: string): () => void;
}
