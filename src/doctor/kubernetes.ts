import { BrownoutError } from "../errors.ts";
import { type Check, type Finding, missing, there } from "./check.ts";

export const kubernetes: Check = {
  name: "Kubernetes",
  enables: "--on kubernetes: the same experiments in a cluster, with the context that kubectl has",
  async look(machine, signal): Promise<Finding> {
    try {
      const cluster = await machine.openCluster();
      const version = await cluster.version({ signal });
      return there(`context ${cluster.context} (${cluster.server}), ${version}, namespace ${cluster.namespace}`);
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      return missing(error.message, error.hint ?? "kubectl cluster-info");
    }
  },
};
