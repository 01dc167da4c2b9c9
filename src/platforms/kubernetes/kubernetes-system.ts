import type { HeldNamespace } from "../../faults/pods/held-namespace.ts";
import type { ClusterCount } from "../../files/experiment/sampled-signal.ts";
import type { RunningSystem } from "../platform.ts";

/** A system in a namespace of a cluster. */
export interface KubernetesSystem extends RunningSystem, HeldNamespace {
  /**
   * Counts what the cluster says of a service now.
   * @throws NoSampleError when it can't be seen, SignalSpecError for what the service doesn't have
   */
  count(what: ClusterCount, service: string): Promise<number>;
}
