import { edgeName } from "../../values/edge-name.ts";
import { UsageError } from "../../values/errors.ts";
import type { Graph, GraphService } from "../graph/graph.ts";
import { requestTo, routesOf } from "../graph/routes.ts";
import { experimentName } from "./experiment-name.ts";
import { type Draft, type FaultWords, FIRST_HEAD } from "./experiment-words.ts";

/**
 * A first experiment on a graph: its first edge gets slow; without edges, the service where people come in is restarted.
 * @param path of the graph's file, from the experiment's folder
 * @throws UsageError where no service takes requests from outside
 */
export function graphDraft(graph: Graph, path: string): Draft {
  const entry = entryOf(graph);
  if (entry === undefined) {
    throw new UsageError({
      message: `no service of ${graph.name} can be sent a request: each is \`backing: true\``,
      hint: "Leave that out where a service takes requests from outside.",
    });
  }
  const [route] = routesOf(entry) ?? [];
  const fault = faultOn(graph, entry.name);
  return {
    services: graph.services.map(({ name }) => name),
    edges: graph.edges.map(edgeName),
    ...(route === undefined && { needsRequest: true }),
    words: {
      head: [FIRST_HEAD],
      name: experimentName(fault.type, fault.on),
      title: `${entry.name} keeps answering with ${fault.type} on ${fault.on}`,
      system: [`graph: ${JSON.stringify(path)}`, ...(graph.variant === undefined ? [] : [`variant: ${graph.variant}`])],
      load: { name: "visitors", request: requestTo(entry.name, route ?? "GET /"), rate: "50/s", timeout: "5s" },
      phases: { warmUp: "3s", baseline: "10s", fault: "20s", recovery: "10s" },
      fault,
      steadyState: ["visitors.error_rate < 1%"],
      abort: ["visitors.error_rate > 50% over 5s"],
      expect: ["visitors.error_rate < 1%", "visitors.p95 < 2s", "visitors.recovery < 10s"],
    },
  };
}

/** The first that nobody calls, of those that take requests. */
function entryOf({ services, edges }: Graph): GraphService | undefined {
  const open = services.filter(({ backing }) => !backing);
  return open.find(({ name }) => !edges.some(({ callee }) => callee === name)) ?? open[0];
}

function faultOn({ edges }: Graph, entry: string): FaultWords {
  const [edge] = edges;
  if (edge === undefined) return { type: "restart", on: entry, keys: { grace: "5s" } };
  return { type: "latency", on: edgeName(edge), keys: { latency: "500ms" } };
}
