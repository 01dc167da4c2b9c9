import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from "@dagrejs/dagre";
import { LETTERS_SHOWN, type Point } from "./map-shapes.ts";

/** A service or a load of a graph that is drawn. */
export interface MapNode {
  readonly name: string;
  readonly kind: "load" | "service";
}

/** A signal that goes from one node to another. */
export interface MapEdge {
  readonly signal: string;
  readonly from: MapNode;
  readonly to: MapNode;
}

/** A graph as it is drawn, from left to right; in pixels of a picture that is scaled as a whole. */
export interface LaidGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (MapNode & { readonly centre: Point; readonly width: number; readonly height: number })[];
  readonly edges: readonly (MapEdge & { readonly points: readonly Point[] })[];
}

const LETTER_WIDTH = 7.5;
const NODE_HEIGHT = 28;

/** Lays a graph out in layers, so that calls lead from the left to the right and cross seldom. */
export function layOut(nodes: readonly MapNode[], edges: readonly MapEdge[]): LaidGraph {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 70, edgesep: 10, marginx: 10, marginy: 10 });
  // Nodes go by their place: a name may be any text.
  for (const [at, { name }] of nodes.entries()) {
    const letters = Math.min(name.length, LETTERS_SHOWN);
    graph.setNode(String(at), { width: letters * LETTER_WIDTH + 22, height: NODE_HEIGHT });
  }
  const place = (node: MapNode) => String(nodes.indexOf(node));
  for (const [at, { from, to }] of edges.entries()) graph.setEdge(place(from), place(to), {}, String(at));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: nodes.map((node, at) => {
      const { x = 0, y = 0, width: nodeWidth, height: nodeHeight } = graph.node(String(at));
      return { ...node, centre: { x, y }, width: nodeWidth, height: nodeHeight };
    }),
    edges: edges.map((edge, at) => ({
      ...edge,
      points: graph.edge({ v: place(edge.from), w: place(edge.to), name: String(at) }).points ?? [],
    })),
  };
}
