import type { Cluster } from "../../clients/cluster/cluster.ts";
import { type AccessRule, deniedOf, roleRule, ruleInWords } from "../../clients/cluster/denied-access.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { isClusterSignal } from "../../files/experiment/sampled-signal.ts";
import type { ReachSpec } from "../../files/experiment/system-spec.ts";
import { MissingRightsError } from "./kubernetes-errors.ts";
import type { Manifest } from "./manifests.ts";
import { everyRunAccess } from "./run-access.ts";

/**
 * Verbs by which the API server calls a request by its service proxy.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/
 */
const VERBS: Readonly<Record<string, string>> = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

/**
 * Asks whether this user may do what a run of the experiment needs in its namespace: the rights of every run, and those
 * that its manifests, its way for the load and its signals need. Faults are asked about where they are looked at.
 * @throws MissingRightsError with all that is missing, as lines for a Role
 */
export async function checkAccess(
  experiment: Experiment,
  reach: ReachSpec,
  manifests: readonly Manifest[],
  { cluster, namespace }: { readonly cluster: Cluster; readonly namespace: string },
): Promise<void> {
  const rules = [
    ...everyRunAccess,
    ...(await manifestAccess(manifests, cluster)),
    ...reachAccess(experiment, reach),
    ...signalAccess(experiment),
  ];
  const denied = await deniedOf(rules, cluster, namespace);
  if (denied.length === 0) return;
  const what = denied.map((rule) => `\n  ${ruleInWords(rule)}`).join("");
  throw new MissingRightsError({
    message: `in namespace ${namespace} of context ${cluster.context} this user may not do what the experiment needs:${what}`,
    hint: `Add to a Role in ${namespace} that is bound to this user:${denied.map((rule) => `\n    - ${roleRule(rule)}`).join("")}`,
  });
}

/** Kinds that the server doesn't know are said with their place in the file, later. */
async function manifestAccess(manifests: readonly Manifest[], cluster: Cluster): Promise<readonly AccessRule[]> {
  const kinds = new Map(
    manifests.map(({ object: { apiVersion, kind } }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
  );
  const rules = await Promise.all(
    [...kinds.values()].map(async (kind) => {
      const resource = await cluster.resourceOf(kind);
      const group = kind.apiVersion.includes("/") ? (kind.apiVersion.split("/")[0] ?? "") : "";
      return resource === undefined
        ? []
        : [{ enables: "manifests", group, resources: [resource], verbs: ["get", "create", "delete"] }];
    }),
  );
  return rules.flat();
}

function reachAccess({ loads, loadFrom }: Experiment, { by }: ReachSpec): readonly AccessRule[] {
  if (loadFrom !== undefined) return [portForward("the load, `from: cluster`")];
  const methods = loads.flatMap(({ requests }) => requests.flatMap(({ service, method }) => (service ? [method] : [])));
  if (methods.length === 0 || by === "url") return [];
  const enables = `the load, by \`reach: ${by}\``;
  if (by === "port-forward") return [portForward(enables)];
  const verbs = [...new Set(methods.map((method) => VERBS[method] ?? "get"))];
  return [{ enables, group: "", resources: ["services/proxy"], verbs }];
}

function portForward(enables: string): AccessRule {
  return { enables, group: "", resources: ["pods/portforward"], verbs: ["get", "create"] };
}

function signalAccess({ signals = [] }: Experiment): readonly AccessRule[] {
  const names = signals.filter((one) => isClusterSignal(one) && one.count === "hpa-at-maximum").map(({ name }) => name);
  const resources = ["horizontalpodautoscalers"];
  return names.length === 0
    ? []
    : [{ enables: `the signal ${names.join(", ")}`, group: "autoscaling", resources, verbs: ["list", "watch"] }];
}
