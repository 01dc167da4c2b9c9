import type { Cluster } from "../cluster/cluster.ts";
import { askCluster } from "./ask-cluster.ts";
import { type Check, missing, there } from "./check.ts";

const KIND = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "NetworkChaos" };

export const chaosMesh: Check = {
  name: "Chaos Mesh",
  enables: "faults on packets, HTTP, CPU, memory, DNS, time and files of pods, pause, container-kill",
  look: (machine, signal) =>
    askCluster(machine, async (cluster) =>
      (await hasChaosMesh(cluster, signal))
        ? there(`context ${cluster.context} has its kinds`)
        : missing(
            `context ${cluster.context} has no ${KIND.kind} of ${KIND.apiVersion}`,
            "https://chaos-mesh.org/docs/production-installation-using-helm/",
          ),
    ),
};

/** Whether its CustomResourceDefinitions are installed. */
export function hasChaosMesh(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  return cluster.has(KIND, { signal });
}
