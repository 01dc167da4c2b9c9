import type { Access } from "../../clients/cluster/cluster.ts";
import type { AccessRule } from "../../clients/cluster/denied-access.ts";
import { workloadKinds } from "../../clients/cluster/workload.ts";
import { podFaults } from "./pod-recipes.ts";

/** Access that faults by the API need in their namespace, from what each says that it needs. What is in the whole cluster isn't in it. */
export const podFaultAccess: readonly AccessRule[] = rulesOf(
  podFaults.flatMap(({ type, needs }) =>
    workloadKinds
      .flatMap((workload) => needs({ workload, namespace: "any" }))
      .flatMap(({ namespace, ...access }) => (namespace === undefined ? [] : [{ type, access }])),
  ),
);

interface Need {
  readonly type: string;
  readonly access: Omit<Access, "namespace">;
}

/** A rule for the resources of a group on which the same types of fault need the same verb. */
function rulesOf(needs: readonly Need[]): readonly AccessRule[] {
  const byAccess = Map.groupBy(needs, ({ access: { verb, group, resource } }) => `${verb} ${resource}.${group}`);
  const single = [...byAccess.values()].map((same) => ({
    enables: [...new Set(same.map(({ type }) => type))].join(", "),
    access: (same[0] as Need).access,
  }));
  const rules = Map.groupBy(single, ({ enables, access: { verb, group } }) => `${enables}: ${verb} .${group}`);
  return [...rules.values()].map((same) => {
    const { enables, access } = same[0] as (typeof single)[number];
    return {
      enables,
      group: access.group,
      resources: same.map((one) => one.access.resource),
      verbs: [access.verb],
    };
  });
}
