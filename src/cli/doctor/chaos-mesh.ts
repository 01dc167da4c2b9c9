import { z } from "zod";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { ForbiddenError } from "../../clients/cluster/cluster-errors.ts";
import { askCluster } from "./ask-cluster.ts";
import { type Check, type Finding, missing, there, unknown } from "./check.ts";

const KIND = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "NetworkChaos" };
const INSTALL = "https://chaos-mesh.org/docs/production-installation-using-helm/";
/** As its chart labels the DaemonSet that acts on nodes. */
const DAEMONS = { apiVersion: "apps/v1", kind: "DaemonSet", labels: "app.kubernetes.io/component=chaos-daemon" };
/** Namespace in which a user looks who may not look everywhere. */
const USUAL_NAMESPACE = "chaos-mesh";
const WITHOUT_DAEMON = "without one only pause goes in; every other fault by Chaos Mesh is accepted, and never made";

export const chaosMesh: Check = {
  name: "Chaos Mesh",
  enables: "faults on packets, HTTP, CPU, memory, DNS, time and files of pods, pause, container-kill",
  look: (machine, signal) =>
    askCluster(machine, async (cluster) => {
      if (await hasChaosMesh(cluster, signal)) return daemonFinding(cluster, signal);
      return missing(`context ${cluster.context} has no ${KIND.kind} of ${KIND.apiVersion}`, INSTALL);
    }),
};

/** Tells whether its CustomResourceDefinitions are installed. */
export function hasChaosMesh(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  return cluster.has(KIND, { signal });
}

/** Finds which of its kinds can be made: most is made on the pods' nodes, by daemons there. */
async function daemonFinding(cluster: Cluster, signal: AbortSignal): Promise<Finding> {
  const kinds = `context ${cluster.context} has its kinds`;
  const daemons = await countDaemons(cluster, signal);
  if (daemons === undefined) {
    return unknown(`${kinds}; whether a chaos-daemon runs, this user may not see (list daemonsets); ${WITHOUT_DAEMON}`);
  }
  const { ready, desired } = daemons;
  if (ready > 0) return there(`${kinds}, and a chaos-daemon on ${ready} of the ${desired} nodes that are to have one`);
  const what = desired === 0 ? "no chaos-daemon" : `none of its ${desired} chaos-daemons is ready`;
  return missing(`${kinds}, and ${what}: ${WITHOUT_DAEMON}`, INSTALL);
}

const daemonSetSchema = z.object({
  status: z.object({ numberReady: z.int().default(0), desiredNumberScheduled: z.int().default(0) }).prefault({}),
});

/** Undefined where this user may not see them. */
async function countDaemons(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly ready: number; readonly desired: number } | undefined> {
  for (const place of [{}, { namespace: USUAL_NAMESPACE }]) {
    let ready = 0;
    let desired = 0;
    try {
      for await (const object of cluster.list({ ...DAEMONS, ...place }, { signal })) {
        const { status } = daemonSetSchema.parse(object);
        ready += status.numberReady;
        desired += status.desiredNumberScheduled;
      }
      return { ready, desired };
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
    }
  }
  return undefined;
}
