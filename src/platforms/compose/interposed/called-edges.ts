import { findEdges } from "../../../files/compose-file/find-edges.ts";
import { parseEdge } from "../../../files/experiment/resolve-names.ts";
import type { ComposeSpec } from "../../../files/experiment/system-spec.ts";
import type { Edge } from "../../../files/graph/graph.ts";
import { edgeName } from "../../../values/edge-name.ts";
import { ComposeFileError } from "../compose-errors.ts";
import type { ComposeProject } from "../compose-project.ts";

/** An edge as its caller makes it: by TCP connections to ports of the callee. */
export interface CalledEdge {
  readonly edge: Edge;
  readonly ports: readonly number[];
}

/**
 * The edges that a project's environments show, with those that the experiment names: `a -> b: 5432`.
 * @throws ComposeFileError for a name that is no edge, or a port that is none
 */
export function calledEdges(project: ComposeProject, { edges: named }: ComposeSpec): readonly CalledEdge[] {
  const edges = new Map<string, CalledEdge>();
  const add = (edge: Edge, port: number) => {
    const ports = new Set([...(edges.get(edgeName(edge))?.ports ?? []), port]);
    edges.set(edgeName(edge), { edge, ports: [...ports] });
  };
  for (const { caller, callee, port } of findEdges(project).edges) add({ caller, callee }, port);
  for (const [text, word] of Object.entries(named)) {
    const [edge, port] = [parseEdge(text), Number(word)];
    if (edge !== undefined && Number.isInteger(port) && port > 0 && port < 65_536) add(edge, port);
    else throw notAnEdge(text, word);
  }
  return [...edges.values()];
}

function notAnEdge(text: string, word: string): ComposeFileError {
  return new ComposeFileError({
    message: `system.compose.edges: "${text}: ${word}" is no edge and port`,
    hint: "With `proxy: redirect`, write `caller -> callee: PORT`, the port in the callee's container.",
  });
}
