import { edgeName } from "../../values/edge-name.ts";
import type { EdgeProtocol } from "../../values/edge-protocol.ts";
import type { Edge } from "../graph/graph.ts";

/** Facts that an experiment says of an edge, whatever platform it runs on. */
export interface EdgeFacts {
  readonly edge: Edge;
  /** Protocol that its connections speak; none where that is found from their first bytes. */
  readonly protocol?: EdgeProtocol;
}

/** Gives what is said of an edge; undefined where nothing is. */
export function factsOf(facts: readonly EdgeFacts[] | undefined, edge: Edge): EdgeFacts | undefined {
  const name = edgeName(edge);
  return facts?.find((one) => edgeName(one.edge) === name);
}

/** The part of what is said of an edge that its proxies are told, as fields of their API. */
export function proxySettings(facts: readonly EdgeFacts[] | undefined, edge: Edge): Omit<EdgeFacts, "edge"> {
  const { edge: _, ...settings } = factsOf(facts, edge) ?? { edge };
  return settings;
}
