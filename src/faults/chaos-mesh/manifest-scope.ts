import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import { type Fields, fieldsOf, itemsOf } from "../../files/yaml/fields.ts";
import type { Inability } from "../../judge/plan/plan.ts";
import { CHAOS_API } from "./chaos-kind.ts";
import type { ChaosPlaces } from "./chaos-target.ts";
import { type ManifestParams, manifestOf } from "./manifest.ts";
import { atManifest } from "./manifest-places.ts";

/** So many pods are looked at: a selector that chooses more of one service is fine. */
const MOST_PODS = 5000;

type Labels = Readonly<Record<string, string>>;

/**
 * Tells why a manifest is beyond what its fault is on: another namespace, other pods than those of the service (the
 * caller, for an edge), or none at all; or why its name can't be had. Nothing when it is not. What narrows a selector
 * further (phases, nodes, annotations) isn't looked at.
 * @param areUp whether the system's pods are there already
 */
export async function manifestScope(
  fault: FaultSpec,
  cluster: Cluster,
  { namespace, labelsOf }: ChaosPlaces,
  areUp: boolean,
): Promise<Inability | undefined> {
  const params = fault.params as ManifestParams;
  const { object } = manifestOf(params);
  const spec = fieldsOf(object.spec);
  const selector = fieldsOf(spec.selector);
  const isElsewhere = (name: unknown) => name !== undefined && name !== namespace;
  const beyond = namespaces(object.metadata.namespace, spec).find(([, name]) => isElsewhere(name));
  if (beyond !== undefined) {
    const [field, name] = beyond;
    return {
      why: atManifest(params, field, `the run is in namespace ${namespace}, and this is ${name}`),
      instead: `run it in ${name} (\`--namespace ${name}\`), or change the manifest`,
    };
  }
  const { kind, metadata } = object;
  if ((await cluster.get({ apiVersion: CHAOS_API, kind, namespace, name: metadata.name ?? "" })) !== undefined) {
    return {
      why: atManifest(params, "metadata.name", `there is a ${kind} of this name in ${namespace} already`),
      instead: `\`kubectl --namespace ${namespace} delete ${kind.toLowerCase()} ${metadata.name}\`, or \`brownout recover\` where a run left it`,
    };
  }
  if (!areUp) return undefined;
  const service = fault.on.kind === "service" ? fault.on.service : fault.on.caller;
  const pods = await podsOf(selector, cluster, namespace);
  if (pods.length === 0) {
    return {
      why: atManifest(params, "spec.selector", "no pod is like this"),
      instead: `\`kubectl --namespace ${namespace} get pods --show-labels\` shows the pods' labels`,
    };
  }
  const other = pods.find(({ labels }) => !hasLabels(labels, labelsOf(service)));
  if (other === undefined) return undefined;
  return {
    why: atManifest(params, "spec.selector", `it may choose ${other.name}, which is no pod of ${service}`),
    instead: `say \`on\` whose pods it is, or choose pods that are all ${service}'s`,
  };
}

/** Every namespace that a manifest names, with its field. */
function namespaces(own: unknown, spec: Fields): readonly (readonly [string, unknown])[] {
  const target = fieldsOf(spec.target);
  const selectors = [
    ["spec.selector", fieldsOf(spec.selector)],
    ["spec.target.selector", fieldsOf(target.selector)],
  ] as const;
  return [
    ["metadata.namespace", own],
    ...selectors.flatMap(([field, selector]) => [
      ...itemsOf(selector.namespaces).map((name, index) => [`${field}.namespaces[${index}]`, name] as const),
      ...Object.keys(fieldsOf(selector.pods)).map((name) => [`${field}.pods`, name] as const),
    ]),
  ];
}

/** The pods that a selector may choose. */
async function podsOf(
  selector: Fields,
  cluster: Cluster,
  namespace: string,
): Promise<readonly { readonly name: string; readonly labels: Labels }[]> {
  const named = fieldsOf(selector.pods)[namespace];
  const labels = [...equalities(selector), ...expressions(selector)].join(",");
  const found: { name: string; labels: Labels }[] = [];
  for await (const { metadata } of cluster.list({ apiVersion: "v1", kind: "Pod", namespace, labels })) {
    const { name = "" } = metadata;
    if (named === undefined || itemsOf(named).includes(name)) found.push({ name, labels: metadata.labels ?? {} });
    if (found.length === MOST_PODS) break;
  }
  return found;
}

function equalities({ labelSelectors }: Fields): readonly string[] {
  return Object.entries(fieldsOf(labelSelectors)).map(([key, value]) => `${key}=${value}`);
}

/** As kubectl writes them. */
function expressions({ expressionSelectors }: Fields): readonly string[] {
  return itemsOf(expressionSelectors).map((item) => {
    const { key, operator, values } = fieldsOf(item);
    switch (operator) {
      case "Exists":
        return `${key}`;
      case "DoesNotExist":
        return `!${key}`;
      default:
        return `${key} ${operator === "In" ? "in" : "notin"} (${itemsOf(values).join(",")})`;
    }
  });
}

function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
