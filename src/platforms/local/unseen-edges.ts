import { type EdgeFacts, factsOf } from "../../files/experiment/edge-facts.ts";
import type { Graph, GraphService } from "../../files/graph/graph.ts";
import type { Capabilities } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";

/** Schemes of URLs behind which the proxy sees calls. */
const SEEN = ["http", "h2c", "grpc", "ws", "redis", "valkey", "postgres", "postgresql", "mysql", "mariadb"];
/** And where TLS ends at the proxy. */
const SEEN_IN_TLS = ["https", "wss", "rediss", "valkeys"];
/** After a plus stands the caller's own library (`postgresql+psycopg`). */
const URL_OF_CALLEE = /^([a-z][a-z0-9.-]*)(?:\+[a-z0-9.-]+)?:\/\/\S*\{\{\s*([a-z][a-z0-9-]*)\.(?:address|host)\s*\}\}/;

/**
 * The edges of a graph whose calls the proxy can't see, as the URLs show by which callers are told of them; undefined where
 * none is.
 */
export function unseenEdges(
  { services, edges }: Graph,
  facts: readonly EdgeFacts[] | undefined,
): Capabilities["edgesUnseen"] {
  const unseen = edges.filter((edge) => {
    const { caller, callee } = edge;
    const seen = factsOf(facts, edge)?.tls === undefined ? SEEN : [...SEEN, ...SEEN_IN_TLS];
    const schemes = schemesTold(services.find(({ name }) => name === caller))[callee] ?? [];
    return schemes.length > 0 && !schemes.some((scheme) => seen.includes(scheme));
  });
  if (unseen.length === 0) return undefined;
  return {
    why: "the edge carries no plain HTTP, gRPC, Redis, PostgreSQL or MySQL, by the URL that its caller is told, so that its calls aren't seen",
    instead: "take the load, or an edge before it, or let TLS end at the proxy (`edges: … tls: { terminate: true }`)",
    of: unseen.map(edgeName),
  };
}

/** Schemes of the URLs that a program is told, by callee. */
function schemesTold(caller: GraphService | undefined): Readonly<Record<string, readonly string[]>> {
  const told: Record<string, string[]> = {};
  for (const text of Object.values(caller?.program?.env ?? {})) {
    const [, scheme, callee] = URL_OF_CALLEE.exec(text) ?? [];
    if (scheme === undefined || callee === undefined) continue;
    told[callee] ??= [];
    told[callee].push(scheme);
  }
  return told;
}
