import { BrownoutError, UsageError } from "../../values/errors.ts";
import { type Check, type Finding, missing, there, unknown } from "./check.ts";

export const kubernetes: Check = {
  name: "Kubernetes",
  enables: "--on kubernetes: the same experiments in a cluster, with the context that kubectl has",
  async look(machine, signal): Promise<Finding> {
    try {
      const cluster = await machine.openCluster();
      const version = await cluster.version({ signal });
      return there(`context ${cluster.context} (${cluster.server}), ${version}, namespace ${cluster.namespace}`);
    } catch (error) {
      // That it doesn't answer now, or not to this user, doesn't say that there is none.
      if (error instanceof UsageError) return missing(error.message, error.hint ?? "kubectl cluster-info");
      if (error instanceof BrownoutError) return unknown([error.message, error.hint ?? ""].join("; "));
      throw error;
    }
  },
};
