import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import { findCluster } from "../../clients/cluster/find-cluster.ts";
import { openCluster } from "../../clients/cluster/open-cluster.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { seededRandom } from "../../values/random/random.ts";

/** Makes what talks to a cluster. Chance only spreads its attempts, so its seed is no experiment's. */
export function connect(address: ClusterAddress, clock: Clock): Promise<Cluster> {
  return openCluster(address, { clock, random: seededRandom(process.pid) });
}

/** A choice of namespace and cluster; what isn't said is as kubectl has it. */
export interface NamespaceChoice {
  readonly context?: string;
  readonly namespace?: string;
}

/** Opens the cluster of the environment's kubeconfig. @throws NoKubeconfigError, KubeconfigError, NoContextError */
export async function openNamespace(
  choice: NamespaceChoice,
  clock: Clock,
): Promise<{ readonly cluster: Cluster; readonly namespace: string }> {
  const cluster = await connect(findCluster(process.env, choice.context), clock);
  return { cluster, namespace: choice.namespace ?? cluster.namespace };
}
