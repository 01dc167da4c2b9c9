import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { Observed } from "./origin.ts";
import type { Origin, WayBackStep } from "./result.ts";

type Way = readonly [Edge, ...Edge[]];

/**
 * Finds the way from a load that is visibly broken down to the origin's edge, a step an edge: the shortest, and over
 * nothing that stayed as before. Empty where there is none, and where the origin is no edge.
 */
export function wayBackTo(origin: Origin | null, observed: Observed): WayBackStep[] {
  const root = observed.edges.find((edge) => origin?.kind === "edge" && origin.edge === edgeName(edge));
  const names = root === undefined ? [] : shortestWay(root, observed);
  return names.map((signal) => {
    const { baseline, fault } = observed.signals[signal] ?? {};
    return {
      signal,
      ...(baseline?.p95Ms !== undefined && { baselineP95Ms: baseline.p95Ms }),
      ...(fault?.p95Ms !== undefined && { faultP95Ms: fault.p95Ms }),
    };
  });
}

/** All ways that end with the origin, one edge longer in each turn, until a broken load calls where one begins. */
function shortestWay(root: Edge, { edges, loads, standings }: Observed): string[] {
  const broken = loads.filter(({ name }) => standings.get(name)?.is === "degraded");
  const passed = new Set<string>();
  for (let ways: Way[] = [[root]]; ways.length > 0; ) {
    for (const way of ways) {
      const load = broken.find(({ requests }) => requests.some(({ service }) => service === way[0].caller));
      if (load !== undefined) return [load.name, ...way.map(edgeName)];
      passed.add(way[0].caller);
    }
    ways = ways.flatMap((way) =>
      edges
        .filter(({ caller, callee }) => callee === way[0].caller && !passed.has(caller))
        .filter((edge) => standings.get(edgeName(edge))?.is !== "as before")
        .map((edge): Way => [edge, ...way]),
    );
  }
  return [];
}
