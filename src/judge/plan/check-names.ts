import type { Experiment } from "../../files/experiment/experiment.ts";
import { targetName } from "../../files/experiment/fault-spec.ts";
import { servicesOf } from "../../files/experiment/load-spec.ts";
import type { Edge, Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";

/**
 * Finds the services and edges that an experiment speaks of and the system doesn't have, a sentence each. For a system
 * that only its platform can read; a graph file is checked where the experiment is.
 * @param otherEdges what to do about an edge that the platform doesn't know
 */
export function nameProblems(experiment: Experiment, graph: Graph, otherEdges?: string): string[] {
  const services = graph.services.map(({ name }) => name);
  const edges = graph.edges.map(edgeName);
  const lacksService = (who: string, name: string) =>
    services.includes(name) ? [] : [`${who}: there is no service ${name} in ${graph.name}; it has ${list(services)}`];
  const instead = otherEdges === undefined ? "" : `; ${otherEdges}`;
  const lacksEdge = (who: string, edge: Edge) => {
    if (edges.includes(edgeName(edge))) return [];
    const missing = [edge.caller, edge.callee].flatMap((name) => lacksService(who, name));
    return missing.length > 0
      ? missing
      : [`${who}: ${edgeName(edge)} is no edge of ${graph.name}; it has ${list(edges)}${instead}`];
  };
  const { edges: facts = [], loads, signals = [], faults, remedies = [], steadyState, abort, expect } = experiment;
  return [
    ...signals
      .filter((one) => "service" in one)
      .flatMap(({ name, service }) => lacksService(`signal ${name}`, service)),
    ...loads.flatMap((load) =>
      servicesOf(load).flatMap((service) => (service === undefined ? [] : lacksService(load.name, service))),
    ),
    ...facts.flatMap(({ edge }) => lacksEdge("edges", edge)),
    ...faults.flatMap(({ id, on }) => (on.kind === "edge" ? lacksEdge(id, on) : lacksService(id, targetName(on)))),
    ...remedies.flatMap(({ id, does }) => ("service" in does ? lacksService(id, does.service) : [])),
    ...[...steadyState, ...abort, ...expect].flatMap(({ text, signal }) =>
      signal.kind === "edge" ? lacksEdge(`"${text}"`, signal) : [],
    ),
  ];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
