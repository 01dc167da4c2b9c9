import { deniedOf, ruleInWords } from "../../clients/cluster/denied-access.ts";
import { chaosMeshAccess } from "../../faults/chaos-mesh/chaos-access.ts";
import { runAccess } from "../../platforms/kubernetes/run-access.ts";
import { askCluster } from "./ask-cluster.ts";
import { hasChaosMesh } from "./chaos-mesh.ts";
import { type Check, missing, there } from "./check.ts";

export const clusterRights: Check = {
  name: "rights",
  enables: "runs in the context's namespace (SelfSubjectAccessReview); what one experiment needs, `plan` asks",
  look: (machine, signal) =>
    askCluster(machine, async (cluster) => {
      const rules = (await hasChaosMesh(cluster, signal)) ? [...runAccess, ...chaosMeshAccess] : runAccess;
      const denied = await deniedOf(rules, cluster, cluster.namespace, { signal });
      const where = `namespace ${cluster.namespace} of context ${cluster.context}`;
      if (denied.length === 0) return there(`all that a run needs in ${where}`);
      return missing(
        `in ${where} this user may not: ${denied.map(ruleInWords).join("; ")}`,
        `bind the Role of deploy/kubernetes/access.yaml to this user in ${cluster.namespace} (docs/kubernetes.md)`,
      );
    }),
};
