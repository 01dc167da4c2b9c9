import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { readWorkload, type Workload, workloadKinds, workloadName } from "../../clients/cluster/workload.ts";
import type { Edge, Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { SelectorError } from "./kubernetes-errors.ts";
import { hasLabels, parseLabelSelector } from "./label-selector.ts";
import { readServicePorts, type ServicePorts } from "./service-ports.ts";

/** By what a service is known, the first that a workload's pods have. */
const NAME_LABELS = ["app.kubernetes.io/name", "app"];

/** The workloads of a namespace, as services of a system. */
export interface Survey {
  /** By service. */
  readonly workloads: ReadonlyMap<string, Workload>;
  /** Kubernetes Services by service of the system, for those that have one. */
  readonly ports: ReadonlyMap<string, ServicePorts>;
  readonly edges: readonly Edge[];
  /** Things that workloads say they call and that aren't there, a sentence each. */
  readonly warnings: readonly string[];
}

/** Options for reading a namespace. */
export interface SurveyOptions {
  readonly selectors: Readonly<Record<string, string>>;
  /** Services whose selectors may match nothing; they aren't there then. */
  readonly mayBeEmpty?: ReadonlySet<string>;
  /** Objects that aren't there yet. */
  readonly manifests?: readonly ClusterObject[];
}

/**
 * Reads what runs in a namespace, and what manifests would add; changes nothing. Pods aren't read: there may be
 * thousands, and their workloads say how many are wanted and ready.
 * @throws SelectorError
 */
export async function survey(
  cluster: Cluster,
  namespace: string,
  { selectors, mayBeEmpty = new Set(), manifests = [] }: SurveyOptions,
): Promise<Survey> {
  const queries = [...workloadKinds, { apiVersion: "v1", kind: "Service" }];
  const found = await Promise.all(queries.map((kind) => read(cluster, namespace, kind)));
  const objects = [...found.flat(), ...manifests.map(readObject)];
  const workloads = nameWorkloads(
    objects.flatMap(({ workload }) => workload ?? []),
    selectors,
    mayBeEmpty,
  );
  const services = objects.flatMap(({ service }) => service ?? []);
  return { workloads, ports: portsOf(workloads, services), ...edgesOf(workloads) };
}

interface ReadObject {
  readonly workload: Workload | undefined;
  readonly service: ServicePorts | undefined;
}

/** Keeps only what is needed of each object. */
async function read(cluster: Cluster, namespace: string, kind: (typeof workloadKinds)[number]): Promise<ReadObject[]> {
  const objects: ReadObject[] = [];
  for await (const object of cluster.list({ ...kind, namespace })) objects.push(readObject({ ...kind, ...object }));
  return objects;
}

function readObject(object: ClusterObject): ReadObject {
  return { workload: readWorkload(object), service: readServicePorts(object) };
}

/** Selectors of the experiment's come first, then labels; workloads that share a label go by their own names. */
function nameWorkloads(
  workloads: readonly Workload[],
  selectors: Readonly<Record<string, string>>,
  mayBeEmpty: ReadonlySet<string>,
): ReadonlyMap<string, Workload> {
  const selected = Object.entries(selectors).flatMap(([service, text]) => {
    const workload = select(service, text, workloads);
    if (workload !== undefined) return [[service, workload] as const];
    if (mayBeEmpty.has(service)) return [];
    throw nothingSelected(service, text);
  });
  const taken = new Set(selected.map(([, workload]) => workload));
  const others = workloads.filter((workload) => !taken.has(workload));
  const labels = others.map(labelName);
  const named = others.map((workload, at) => {
    const label = labels[at];
    const isShared = label === undefined || labels.indexOf(label) !== labels.lastIndexOf(label);
    return [isShared ? workload.ref.name : label, workload] as const;
  });
  return new Map([...named.filter(([name]) => selectors[name] === undefined), ...selected]);
}

function labelName({ podLabels, labels }: Workload): string | undefined {
  return NAME_LABELS.map((label) => podLabels[label] ?? labels[label]).find((name) => name !== undefined);
}

function select(service: string, text: string, workloads: readonly Workload[]): Workload | undefined {
  const matches = parseLabelSelector(text);
  const found = workloads.filter(({ podLabels }) => matches(podLabels));
  if (found.length > 1) {
    const names = found.slice(0, 5).map(({ ref }) => workloadName(ref));
    throw new SelectorError({
      message: `the selector of ${service}, "${text}", matches ${found.length} workloads: ${names.join(", ")}`,
      hint: "A service is one workload; add a label that only its pods have.",
    });
  }
  return found[0];
}

function nothingSelected(service: string, text: string): SelectorError {
  return new SelectorError({
    message: `the selector of ${service}, "${text}", matches nothing: no workload's pods have such labels`,
    hint: "`kubectl get pods --show-labels` shows which ones they have; faults on it may say `allow-empty: true`.",
  });
}

/** The Kubernetes Service of each service: one that selects its pods, best one of its own name. */
function portsOf(
  workloads: ReadonlyMap<string, Workload>,
  services: readonly ServicePorts[],
): ReadonlyMap<string, ServicePorts> {
  const found = [...workloads].flatMap(([name, { podLabels, ref }]) => {
    const candidates = services.filter(({ selector }) => hasLabels(podLabels, selector));
    const best =
      candidates.find((one) => one.name === name) ?? candidates.find((one) => one.name === ref.name) ?? candidates[0];
    return best === undefined ? [] : [[name, best] as const];
  });
  return new Map(found);
}

function edgesOf(workloads: ReadonlyMap<string, Workload>): Pick<Survey, "edges" | "warnings"> {
  const all = [...workloads].flatMap(([caller, { calls }]) => calls.map((callee) => ({ caller, callee })));
  const missing = all.filter(({ callee }) => !workloads.has(callee));
  return {
    edges: all.filter(({ callee }) => workloads.has(callee)),
    warnings: missing.map((edge) => `${edge.caller} says it calls ${edge.callee}, which isn't in the namespace`),
  };
}

/** The workload that runs a service. @throws RangeError for one that isn't there */
export function workloadOf(service: string, { workloads }: Survey, namespace: string): Workload {
  const workload = workloads.get(service);
  if (workload !== undefined) return workload;
  throw new RangeError(`the namespace ${namespace} has no service ${service}`);
}

/** Services as the namespace has them; edges that workloads name, and those of the graph file beside them. */
export function graphOf(namespace: string, { workloads, edges }: Survey, own: Graph | undefined): Graph {
  const all = new Map<string, Edge>();
  for (const edge of [...edges, ...(own?.edges ?? [])]) {
    if (workloads.has(edge.caller) && workloads.has(edge.callee)) all.set(edgeName(edge), edge);
  }
  const services = [...workloads].map(([name, { desired }]) => ({ name, replicas: desired }));
  return { name: `namespace ${namespace}`, services, edges: [...all.values()] };
}
