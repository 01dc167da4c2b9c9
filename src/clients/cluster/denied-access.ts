import type { Access, CallOptions, Cluster } from "./cluster.ts";

/** Verbs that a user must be allowed on a kind's objects. */
export interface AccessRule {
  /** The work that can't be done without it. */
  readonly enables: string;
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Questions under way at once: each has a connection of its own. */
const AT_ONCE = 8;

/**
 * Finds what this user may not do of some rules in a namespace (SelfSubjectAccessReview): of each rule what is left of
 * it, if any.
 */
export async function deniedOf(
  rules: readonly AccessRule[],
  cluster: Cluster,
  namespace: string,
  options: CallOptions = {},
): Promise<readonly AccessRule[]> {
  const questions = rules.flatMap((rule) => questionsOf(rule, namespace));
  const denied = new Set<string>();
  for (let at = 0; at < questions.length; at += AT_ONCE) {
    const some = questions.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((access) => cluster.may(access, options)));
    for (const [index, access] of some.entries()) if (!answers[index]) denied.add(keyOf(access));
  }
  return rules.flatMap((rule) => rest(rule, (access) => denied.has(keyOf(access))));
}

/** A rule as the server is asked about it, one question for each verb of each resource. */
function questionsOf({ group, resources, verbs }: AccessRule, namespace: string): readonly Access[] {
  return resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource, namespace })));
}

function keyOf({ verb, group, resource }: Access): string {
  return `${verb} ${resource}.${group}`;
}

/** Of a rule the verbs and resources that are denied; nothing where none are. */
function rest(rule: AccessRule, isDenied: (access: Access) => boolean): readonly AccessRule[] {
  const { group } = rule;
  const verbs = rule.verbs.filter((verb) => rule.resources.some((resource) => isDenied({ verb, group, resource })));
  const resources = rule.resources.filter((resource) => verbs.some((verb) => isDenied({ verb, group, resource })));
  return verbs.length === 0 ? [] : [{ ...rule, verbs, resources }];
}

/** `delete pods (kill, terminate)` */
export function ruleInWords({ enables, resources, verbs }: AccessRule): string {
  return `${verbs.join(", ")} ${resources.join(", ")} (${enables})`;
}

/** As a Role has it: `{ apiGroups: [""], resources: [pods], verbs: [delete] }`. */
export function roleRule({ group, resources, verbs }: Omit<AccessRule, "enables">): string {
  const groups = group === "" ? '""' : group;
  return `{ apiGroups: [${groups}], resources: [${resources.join(", ")}], verbs: [${verbs.join(", ")}] }`;
}
