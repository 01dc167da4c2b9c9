import type { FaultTarget } from "../../files/experiment/fault-spec.ts";
import type { Edge, Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { BlastRadius } from "./plan.ts";

/**
 * Finds who can see faults on these targets: both ends of a faulted edge or the faulted service, everything that calls
 * them directly or through others, and the edges between those.
 */
export function blastRadiusOf(targets: readonly FaultTarget[], graph: Graph | undefined): BlastRadius {
  const edges = graph?.edges ?? [];
  const faultedEdges = targets.filter((target) => target.kind === "edge");
  const nearest = targets.map((target) => (target.kind === "edge" ? target.caller : target.service));
  const answering = withCallers(nearest, edges);
  const faultedNames = new Set(faultedEdges.map(edgeName));
  return {
    services: [...new Set([...faultedEdges.map(({ callee }) => callee), ...answering])],
    edges: edges.filter((edge) => faultedNames.has(edgeName(edge)) || answering.has(edge.callee)).map(edgeName),
  };
}

function withCallers(services: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const found = new Set(services);
  // A Set visits what is added while it is walked.
  for (const callee of found) {
    for (const edge of edges) if (edge.callee === callee) found.add(edge.caller);
  }
  return found;
}
