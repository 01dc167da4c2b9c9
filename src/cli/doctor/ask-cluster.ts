import type { Cluster } from "../../clients/cluster/cluster.ts";
import { ClusterAwayError } from "../../clients/cluster/cluster-errors.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { type Finding, unknown } from "./check.ts";
import type { Machine } from "./machine.ts";

/** Asks a cluster's API; unknown where there is none, or it doesn't say it to this user. */
export async function askCluster(machine: Machine, look: (cluster: Cluster) => Promise<Finding>): Promise<Finding> {
  try {
    return await look(await machine.openCluster());
  } catch (error) {
    // Why there is no cluster is said by the check that looks for one.
    if (error instanceof UsageError || error instanceof ClusterAwayError) return unknown("no cluster to ask");
    if (error instanceof BrownoutError) return unknown(error.message);
    throw error;
  }
}
