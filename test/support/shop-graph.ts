import type { Graph } from "../../src/files/graph/graph.ts";

/** gateway -> checkout -> pricing and inventory. */
export const shopGraph: Graph = {
  name: "shop",
  services: ["gateway", "checkout", "pricing", "inventory"].map((name) => ({ name, replicas: 1 })),
  edges: [
    { caller: "gateway", callee: "checkout" },
    { caller: "checkout", callee: "pricing" },
    { caller: "checkout", callee: "inventory" },
  ],
};
