import { ALLOW_LABEL } from "../../clients/cluster/labels.ts";
import { askCluster } from "./ask-cluster.ts";
import { type Check, missing, there } from "./check.ts";

export const allowedNamespace: Check = {
  name: "allowed",
  enables: "faults in the context's namespace without --allow-namespace",
  look: (machine, signal) =>
    askCluster(machine, async (cluster) => {
      const { namespace: name, context } = cluster;
      const namespace = await cluster.get({ apiVersion: "v1", kind: "Namespace", name }, { signal });
      if (namespace === undefined) {
        return missing(
          `context ${context} has no namespace ${name}`,
          `kubectl --context ${context} create namespace ${name}`,
        );
      }
      return namespace.metadata.labels?.[ALLOW_LABEL] === "true"
        ? there(`the namespace ${name} has the label ${ALLOW_LABEL}=true`)
        : missing(
            `the namespace ${name} doesn't have the label ${ALLOW_LABEL}=true`,
            `kubectl --context ${context} label namespace ${name} ${ALLOW_LABEL}=true`,
          );
    }),
};
