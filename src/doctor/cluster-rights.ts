import type { Access, Cluster } from "../cluster/cluster.ts";
import { type AccessRule, chaosMeshAccess, questionsOf, runAccess } from "../cluster/needed-access.ts";
import { askCluster } from "./ask-cluster.ts";
import { hasChaosMesh } from "./chaos-mesh.ts";
import { type Check, missing, there } from "./check.ts";

/** Questions under way at once: each has a connection of its own. */
const AT_ONCE = 8;

export const clusterRights: Check = {
  name: "rights",
  enables: "runs in the context's namespace (SelfSubjectAccessReview)",
  look: (machine, signal) =>
    askCluster(machine, async (cluster) => {
      const rules = (await hasChaosMesh(cluster, signal)) ? [...runAccess, ...chaosMeshAccess] : runAccess;
      const denied = await deniedOf(rules, cluster, signal);
      const where = `namespace ${cluster.namespace} of context ${cluster.context}`;
      if (denied.length === 0) return there(`all that a run needs in ${where}`);
      return missing(
        `in ${where} this user may not: ${inWords(rules, denied)}`,
        `bind the Role of deploy/kubernetes/access.yaml to this user in ${cluster.namespace} (docs/kubernetes.md)`,
      );
    }),
};

async function deniedOf(rules: readonly AccessRule[], cluster: Cluster, signal: AbortSignal): Promise<Access[]> {
  const questions = rules.flatMap((rule) => questionsOf(rule, cluster.namespace));
  const denied: Access[] = [];
  for (let at = 0; at < questions.length; at += AT_ONCE) {
    const some = questions.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((access) => cluster.may(access, { signal })));
    denied.push(...some.filter((_, index) => !answers[index]));
  }
  return denied;
}

/** `delete pods (kill, terminate); create pods/eviction (pod-evict)` */
function inWords(rules: readonly AccessRule[], denied: readonly Access[]): string {
  return rules
    .flatMap(({ enables, group, resources, verbs }) => {
      const own = denied.filter((one) => one.group === group && resources.includes(one.resource));
      const may = (list: readonly string[], key: "verb" | "resource") =>
        list.filter((word) => own.some((one) => one[key] === word)).join(", ");
      return own.length === 0 ? [] : [`${may(verbs, "verb")} ${may(resources, "resource")} (${enables})`];
    })
    .join("; ");
}
