import type { Cluster } from "../../clients/cluster/cluster.ts";
import { type ContainerTexts, containerTexts } from "../../clients/cluster/container-texts.ts";
import { workloadKinds, workloadName } from "../../clients/cluster/workload.ts";
import type { ComposeFile } from "../../files/compose-file/compose-file.ts";
import { findEdges, type UnclearCall } from "../../files/compose-file/find-edges.ts";
import { printedTexts } from "../../files/compose-file/service-text.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { type Survey, survey } from "./survey.ts";

/** The services of a namespace, and which calls which by what they are told. */
export interface ToldNamespace {
  readonly found: Survey;
  /** Those of the annotation, and those that variables and commands show. */
  readonly edges: readonly Edge[];
  readonly unclear: readonly UnclearCall[];
}

/** Reads what runs in a namespace and what it is told of; changes nothing. */
export async function readTold(cluster: Cluster, namespace: string): Promise<ToldNamespace> {
  const found = await survey(cluster, namespace, { selectors: {} });
  const texts = new Map<string, ContainerTexts>();
  for (const kind of workloadKinds) {
    for await (const object of cluster.list({ ...kind, namespace })) {
      texts.set(workloadName({ ...kind, name: object.metadata.name ?? "" }), containerTexts(object));
    }
  }
  const { edges, unclear } = findEdges(asFile(found, namespace, texts));
  const all = [...found.edges, ...edges.map(({ caller, callee }) => ({ caller, callee }))];
  return { found, edges: [...new Map(all.map((edge) => [edgeName(edge), edge])).values()], unclear };
}

/** A namespace in the form of a Compose file, so that the same addresses are found in it: one network that all are in. */
function asFile(
  { workloads, ports }: Survey,
  namespace: string,
  texts: ReadonlyMap<string, ContainerTexts>,
): ComposeFile {
  const services = [...workloads].map(([name, { ref, desired }]) => {
    const { environment, command } = texts.get(workloadName(ref)) ?? { environment: new Map(), command: [] };
    const service = ports.get(name);
    const own = service === undefined ? [] : [service.port.number];
    return {
      name,
      image: undefined,
      isBuilt: false,
      replicas: desired,
      command,
      entrypoint: [],
      environment,
      ports: own,
      publishedPorts: own,
      dependsOn: [],
      networks: [namespace],
      networkMode: undefined,
      hostNames: service === undefined ? [] : hostsOf(service.name, namespace),
      replicaNames: [],
      files: [],
      texts: printedTexts(environment, command, []),
    };
  });
  return { name: namespace, services, internalNetworks: [], inactive: [] };
}

/** Names that a cluster's DNS has for a Service. */
function hostsOf(service: string, namespace: string): string[] {
  const full = `${service}.${namespace}.svc.cluster.local`;
  return [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, full];
}
