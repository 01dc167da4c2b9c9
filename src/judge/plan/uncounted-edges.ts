import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { FaultTarget } from "../../files/experiment/fault-spec.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";

/**
 * The edges whose calls nobody counts while a fault is in, as those that it fails never come to the edge's proxy: the
 * faulted edge, or all calls of the faulted service.
 */
export function uncountedEdges({ failsUncounted }: FaultKind, on: FaultTarget, graph: Graph | undefined): string[] {
  if (!failsUncounted) return [];
  if (on.kind === "edge") return [edgeName(on)];
  return (graph?.edges ?? []).filter(({ caller }) => caller === on.service).map(edgeName);
}
