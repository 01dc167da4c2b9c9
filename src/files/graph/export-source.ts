import type { Graph } from "./graph.ts";

/** A graph to be brought up elsewhere, by the demo service's image. */
export interface ExportSource {
  readonly graph: Graph;
  /** The graph file as it stands: the services read it themselves. */
  readonly text: string;
  /** The demo service's image: `brownout-demo-service:0.1.0`. */
  readonly image: string;
}
