import type { Access, Cluster } from "../clients/cluster/cluster.ts";
import { roleRule } from "../clients/cluster/denied-access.ts";
import type { Inability } from "../judge/plan/plan.ts";

/**
 * Finds what this user may not do of the things that a fault does to one resource, with what to add to a role;
 * undefined when all is allowed.
 * @param needs all of the same group, resource and namespace
 */
export async function forbidden(needs: readonly Access[], cluster: Cluster): Promise<Inability | undefined> {
  const may = await Promise.all(needs.map((access) => cluster.may(access)));
  const missing = needs.filter((_, at) => !may[at]);
  const [first] = missing;
  if (first === undefined) return undefined;
  const { group, resource, namespace } = first;
  const verbs = missing.map(({ verb }) => verb);
  const rule = roleRule({ group, resources: [resource], verbs });
  return {
    why: `this user may not ${verbs.join(" or ")} ${resource}${namespace === undefined ? "" : ` in ${namespace}`}`,
    instead: `add to the ${namespace === undefined ? "ClusterRole" : "Role"}: ${rule}`,
  };
}
