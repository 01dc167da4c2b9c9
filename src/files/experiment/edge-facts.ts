import { edgeName } from "../../values/edge-name.ts";
import type { EdgeProtocol } from "../../values/edge-protocol.ts";
import type { Edge } from "../graph/graph.ts";

/** Facts that an experiment says of an edge, whatever platform it runs on. */
export interface EdgeFacts {
  readonly edge: Edge;
  /** Protocol that its connections speak; none where that is found from their first bytes. */
  readonly protocol?: EdgeProtocol;
  /** None where TLS passes untouched. */
  readonly tls?: EdgeTls;
}

/** TLS that ends at the edge's proxies. Files are paths from where the command was started: what is in them isn't kept. */
export interface EdgeTls {
  /** True: with a certificate of the run's own authority. */
  readonly terminate: true | { readonly cert: string; readonly key: string };
  readonly ca?: string;
  readonly serverName?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/** Gives what is said of an edge; undefined where nothing is. */
export function factsOf(facts: readonly EdgeFacts[] | undefined, edge: Edge): EdgeFacts | undefined {
  const name = edgeName(edge);
  return facts?.find((one) => edgeName(one.edge) === name);
}
