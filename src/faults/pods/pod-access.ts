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

/** A rule for each verb in each group of resources that the same types of fault need. */
function rulesOf(needs: readonly Need[]): readonly AccessRule[] {
  const typesOf = new Map<string, Set<string>>();
  const key = ({ verb, group, resource }: Need["access"]) => `${verb} ${resource}.${group}`;
  for (const { type, access } of needs) typesOf.set(key(access), (typesOf.get(key(access)) ?? new Set()).add(type));
  const rules = new Map<string, AccessRule>();
  for (const { access } of needs) {
    const enables = [...(typesOf.get(key(access)) ?? [])].join(", ");
    const { verb, group, resource } = access;
    const same = `${enables}: ${verb} .${group}`;
    const resources = new Set([...(rules.get(same)?.resources ?? []), resource]);
    rules.set(same, { enables, group, resources: [...resources], verbs: [verb] });
  }
  return [...rules.values()];
}
