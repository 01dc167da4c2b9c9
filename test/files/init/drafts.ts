import { readCompose } from "../../../src/files/compose-file/read-compose.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { clusterDraft } from "../../../src/files/init/cluster-experiment.ts";
import { composeInit } from "../../../src/files/init/compose-init.ts";
import { demoDraft } from "../../../src/files/init/demo-experiment.ts";
import type { Draft } from "../../../src/files/init/experiment-words.ts";
import { externalDraft } from "../../../src/files/init/external-experiment.ts";
import { graphDraft } from "../../../src/files/init/graph-experiment.ts";
import { programsInit } from "../../../src/files/init/programs-init.ts";
import { redirectInit } from "../../../src/files/init/redirect-init.ts";
import { shopGraph } from "../../support/shop-graph.ts";
import { webShop } from "./projects.ts";

/** A graph of two programs, of which one calls the other. */
export const programs: Graph = parseGraph(
  {
    path: "graph.yaml",
    text: "name: two\nservices:\n  web: { command: node web.mjs, calls: { pricing: { url: PRICING_URL } } }\n  pricing: { command: node pricing.mjs }\n",
  },
  undefined,
);

const paths = { compose: "shop/docker-compose.yml", folder: "shop" };
const project = readCompose(paths.compose, { read: () => webShop, environment: () => undefined });

/** A draft of each way to begin. */
export const drafts: Readonly<Record<string, { readonly draft: Draft; readonly graph?: Graph }>> = {
  demo: { draft: demoDraft(shopGraph, "graph.yaml", "schema.json"), graph: shopGraph },
  graph: { draft: graphDraft(programs, "graph.yaml"), graph: programs },
  programs: {
    draft: programsInit([{ name: "web", line: "node web.mjs", folder: ".", listens: true }], "shop").draft,
    graph: programs,
  },
  compose: { draft: composeInit(project, [], paths).draft },
  redirect: { draft: redirectInit(project, [], paths).draft },
  cluster: {
    draft: clusterDraft({
      context: "staging",
      namespace: "shop",
      services: ["web", "api"].map((name) => ({ name, pods: 2, isReachable: true })),
      edges: [{ caller: "web", callee: "api" }],
    }),
  },
  external: {
    draft: externalDraft({
      name: "checkout",
      url: "http://127.0.0.1:8080",
      dependencies: [{ name: "pricing", listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" }],
    }),
  },
};
