import type { Clock } from "../../clock/clock.ts";
import type { Cluster, ClusterAddress } from "../../cluster/cluster.ts";
import { findCluster } from "../../cluster/find-cluster.ts";
import { openCluster } from "../../cluster/open-cluster.ts";
import { seededRandom } from "../../random/random.ts";

/** Makes what talks to a cluster. Chance only spreads its attempts, so its seed is no experiment's. */
export function connect(address: ClusterAddress, clock: Clock): Promise<Cluster> {
  return openCluster(address, { clock, random: seededRandom(process.pid) });
}

/** Which namespace of which cluster; what isn't said is as kubectl has it. */
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
