import { takesHttps } from "../../files/experiment/commands/list.ts";
import { reveal, type SentText } from "../../files/experiment/concealed-text.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { type LoadSpec, servicesOf } from "../../files/experiment/load-spec.ts";
import type { ExternalSpec } from "../../files/experiment/system-spec.ts";
import type { Edge, Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { isOurServer, type ListedProxy, listProxies, type ProxiedEdge } from "../toxiproxy/listed-proxies.ts";
import { edgesByName } from "./edges-by-name.ts";
import { ExternalSystemError } from "./external-errors.ts";
import { type ForeignProcess, findProcess } from "./external-process.ts";
import type { ServiceUnit } from "./service-unit.ts";

/** The edges of an external system that proxies are on, or will be. */
export interface FoundEdges {
  readonly spec: ExternalSpec;
  /** Of the Toxiproxy that is there; none where the experiment names none. */
  readonly listed: readonly ListedProxy[];
  /** True where that is a proxy of brownout's, and no stock Toxiproxy. */
  readonly isOurs: boolean;
  /** Edges that run through those. */
  readonly through: readonly ProxiedEdge[];
}

/** The parts of an external system that are there before a run does anything with it. */
export interface Survey extends FoundEdges {
  /** By service. */
  readonly processes: ReadonlyMap<string, ForeignProcess | ServiceUnit>;
  readonly graph: Graph;
}

/**
 * Reads what runs; changes nothing.
 * @throws ExternalSystemError, ExternalProcessError, ProxyGoneError when it isn't as the experiment says
 */
export async function survey(experiment: Experiment): Promise<Survey> {
  const edges = await findEdges(experiment);
  checkLoads(experiment, edges.spec);
  const processes = new Map<string, ForeignProcess | ServiceUnit>();
  for (const [service, { process }] of Object.entries(edges.spec.services)) {
    if (process !== undefined) processes.set(service, await findProcess(service, process));
  }
  return { ...edges, processes, graph: graphOf(experiment, edges.spec, edges.through) };
}

/** @throws ExternalSystemError, ProxyGoneError */
export async function findEdges(experiment: Experiment): Promise<FoundEdges> {
  const spec = specOf(experiment);
  const { toxiproxy } = spec;
  const listed = toxiproxy === undefined ? [] : await listProxies(toxiproxy, LOOK_AT_IT);
  const isOurs = toxiproxy !== undefined && (await isOurServer(toxiproxy, LOOK_AT_IT));
  return { spec, listed, isOurs, through: edgesByName(spec, listed, knownServices(experiment, spec)) };
}

const LOOK_AT_IT = "Start it, or correct `system.external.toxiproxy`: it is the address of its API.";

/** @throws ExternalSystemError where the experiment says nothing of one */
function specOf({ name, system: { external } }: Experiment): ExternalSpec {
  if (external !== undefined) return external;
  throw new ExternalSystemError({
    message: `${name} says nothing of a system that runs already`,
    hint: "Add `system: { external: { services: { checkout: http://127.0.0.1:8080 } } }`.",
  });
}

/** @throws ExternalSystemError where nothing says where a service is that a load calls, or it can't be called there */
function checkLoads({ loads }: Experiment, { services }: ExternalSpec): void {
  for (const load of loads) {
    for (const service of servicesOf(load)) {
      if (service !== undefined) checkWay(load, service, services[service]?.url);
    }
  }
}

function checkWay({ name, command }: LoadSpec, service: string, url: SentText | undefined): void {
  if (url === undefined) {
    throw new ExternalSystemError({
      message: `nothing says where ${service} is, which a load calls`,
      hint: `Add \`${service}: http://127.0.0.1:8080\` under system.external.services.`,
    });
  }
  if (command === undefined || takesHttps(command.kind) || new URL(reveal(url)).protocol === "http:") return;
  throw new ExternalSystemError({
    message: `the load ${name} sends ${command.kind} without TLS, and ${service} is at an https URL`,
    hint: `Give ${service} an http:// URL with its port, or the load an \`address\` in place of \`service\`.`,
  });
}

/** Services that the experiment names, wherever it does. */
function knownServices({ system, faults, steadyState, abort, expect }: Experiment, spec: ExternalSpec): string[] {
  const targets = faults.map(({ on }) => on);
  const signals = [...steadyState, ...abort, ...expect].map(({ signal }) => signal);
  const edges = [...targets, ...signals].flatMap((one) => (one.kind === "edge" ? [one] : []));
  return [
    ...Object.keys(spec.services),
    ...spec.edges.flatMap(({ edge }) => endsOf(edge)),
    ...edges.flatMap(endsOf),
    ...(system.graph?.services ?? []).map(({ name }) => name),
  ];
}

/** The graph of what the experiment says of the system, of its own graph beside that, and of what Toxiproxy's proxies lead to. */
function graphOf({ name, system }: Experiment, spec: ExternalSpec, through: readonly ProxiedEdge[]): Graph {
  const all = [
    ...spec.edges.map(({ edge }) => edge),
    ...through.map(({ edge }) => edge),
    ...(system.graph?.edges ?? []),
  ];
  const edges = [
    ...new Map(all.map((edge) => [edgeName(edge), { caller: edge.caller, callee: edge.callee }])).values(),
  ];
  const services = new Set([
    ...Object.keys(spec.services),
    ...(system.graph?.services ?? []).map((service) => service.name),
    ...edges.flatMap(endsOf),
  ]);
  return { name, services: [...services].map((service) => ({ name: service, replicas: 1 })), edges };
}

function endsOf({ caller, callee }: Edge): readonly string[] {
  return [caller, callee];
}
