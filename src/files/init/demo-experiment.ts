import { edgeName } from "../../values/edge-name.ts";
import type { Graph } from "../graph/graph.ts";
import type { Draft } from "./experiment-words.ts";

/** The variant of the demo graph that has timeouts and breakers. */
export const DEMO_VARIANT = "protected";

/** An experiment on the demo graph. Both paths are from the experiment's folder. */
export function demoDraft(graph: Graph, path: string, schema: string): Draft {
  return {
    services: graph.services.map(({ name }) => name),
    edges: graph.edges.map(edgeName),
    words: {
      head: [`yaml-language-server: $schema=${schema}`, "A first experiment, on the demo graph: docs/demo-graph.md."],
      name: "slow-pricing",
      title: "Checkout keeps answering when pricing takes 2.8 s instead of 38 ms",
      system: [
        `graph: ${JSON.stringify(path)}`,
        `variant: ${DEMO_VARIANT} # or unprotected, to see what timeouts and breakers are for`,
      ],
      load: { name: "shoppers", request: "POST gateway/checkout", rate: "100/s", timeout: "10s" },
      phases: { warmUp: "3s", baseline: "6s", fault: "15s", recovery: "10s" },
      fault: { type: "latency", on: "checkout -> pricing", keys: { latency: "2800ms", jitter: "100ms" } },
      steadyState: ["shoppers.error_rate < 1%", "shoppers.p95 < 300ms"],
      abort: ["shoppers.error_rate > 50% over 5s"],
      expect: [
        "shoppers.error_rate < 1%",
        "shoppers.p95 < 300ms",
        "shoppers.recovery < 10s # until steady state holds again",
        "(checkout -> pricing).amplification < 1.5 # retries: calls for each request that came in",
      ],
    },
  };
}
