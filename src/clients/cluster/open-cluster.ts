import type { Clock } from "../../values/clock/clock.ts";
import type { Random } from "../../values/random/random.ts";
import { ApiCluster } from "./api-cluster.ts";
import { ApiServer } from "./api-server.ts";
import type { Cluster, ClusterAddress } from "./cluster.ts";
import { Connection } from "./connection.ts";

export interface OpenOptions {
  readonly clock: Clock;
  /** For pauses between attempts. */
  readonly random: Random;
  /** Instead of the context's own. */
  readonly namespace?: string;
  /** Time for which a server is waited for that never answered yet; default 12 s. */
  readonly patienceMs?: number;
}

/** A server that never answered is more likely the wrong one than one that is coming back. */
const PATIENCE_MS = 12_000;

/**
 * Makes what talks to a cluster ({@link findCluster} has its address). Reads the kubeconfig; asks the server nothing yet.
 * @throws KubeconfigError, NoContextError
 */
export async function openCluster(
  address: ClusterAddress,
  { clock, random, namespace, patienceMs = PATIENCE_MS }: OpenOptions,
): Promise<Cluster> {
  const connection = await Connection.open(address);
  return new ApiCluster(
    new ApiServer(connection, { clock, random, patienceMs }),
    address,
    namespace ?? connection.namespace,
  );
}
