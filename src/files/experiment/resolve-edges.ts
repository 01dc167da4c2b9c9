import { edgeName } from "../../values/edge-name.ts";
import { fieldsOf } from "../yaml/fields.ts";
import type { LoadContext } from "./commands/resolve-command.ts";
import type { EdgeFacts } from "./edge-facts.ts";
import { edgesSchema } from "./edges-schema.ts";
import { resolveEdgeTls } from "./resolve-edge-tls.ts";
import { edgeProblems, parseEdge } from "./resolve-names.ts";

/** Reads what is said of edges, each of which must be one of the graph's, where there is a graph. */
export function resolveEdges(written: unknown, context: LoadContext): readonly EdgeFacts[] {
  const { graph, document, report } = context;
  const facts: EdgeFacts[] = [];
  for (const [name, value] of Object.entries(fieldsOf(written))) {
    const edge = parseEdge(name);
    const isTwice = edge !== undefined && facts.some((other) => edgeName(other.edge) === edgeName(edge));
    const problems =
      edge === undefined
        ? [{ message: "an edge is written `caller -> callee`" }]
        : isTwice
          ? [{ message: "something is said of this edge already" }]
          : edgeProblems(graph, edge);
    for (const parts of problems) report(document.problemAtKey(["edges", name], parts));
    const said = edgesSchema.safeParse({ [name]: value }).data?.[name];
    if (edge === undefined || said === undefined) continue;
    const { protocol, tls } = said;
    const ofTls = tls && { tls: resolveEdgeTls(tls, ["edges", name, "tls"], context) };
    facts.push({ edge, ...(protocol && { protocol }), ...ofTls });
  }
  return facts;
}
