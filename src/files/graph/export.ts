import { exportToCompose } from "./export-to-compose.ts";
import { exportToKubernetes } from "./export-to-kubernetes.ts";
import type { Graph } from "./graph.ts";

/** A graph to be brought up elsewhere, by the demo service's image. */
export interface ExportSource {
  readonly graph: Graph;
  /** The graph file as it stands: the services read it themselves. */
  readonly text: string;
  /** The demo service's image: `brownout-demo-service:0.1.0`. */
  readonly image: string;
}

/** Each way to write a graph down for another tool. A new one is a file beside this one and a line here. */
export const graphExports: Readonly<Record<string, (source: ExportSource) => string>> = {
  compose: exportToCompose,
  kubernetes: exportToKubernetes,
};
