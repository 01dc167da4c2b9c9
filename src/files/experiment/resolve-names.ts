import { edgeName } from "../../values/edge-name.ts";
import type { Edge, Graph } from "../graph/graph.ts";
import { routesOf, routesTaken, withoutQuery } from "../graph/routes.ts";
import type { YamlDocument } from "../yaml/document.ts";
import { type Path, type Problem, type ProblemParts, show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";

/** The parts that a section of an experiment file is resolved against, and the list that its problems go to. */
export interface ResolveContext {
  readonly document: YamlDocument;
  /** None when the file names none or it could not be read; services and edges are not checked then. */
  readonly graph: Graph | undefined;
  readonly loadNames: readonly string[];
  readonly signalNames: readonly string[];
  report(problem: Problem): void;
}

const edgeText = /^\s*(\w+(?:-\w+)*)\s*->\s*(\w+(?:-\w+)*)\s*$/;

/** Reads `caller -> callee`; undefined for anything else. */
export function parseEdge(text: string): Edge | undefined {
  const [, caller, callee] = edgeText.exec(text) ?? [];
  return caller === undefined || callee === undefined ? undefined : { caller, callee };
}

/** Reports a service that the graph lacks. `offset` is where its name stands in the value at `path`. */
export function checkService(context: ResolveContext, path: Path, service: string, offset = 0): void {
  const parts = missingService(context.graph, service);
  if (parts !== undefined) context.report(context.document.problemInside(path, offset, parts));
}

/** Reports a load on a service that is there for other services alone. */
export function checkNotBacking(
  { graph, document, report }: ResolveContext,
  path: Path,
  service: string,
  offset: number,
): void {
  const services = graph?.services ?? [];
  if (!services.some(({ name, backing }) => name === service && backing)) return;
  const allowed = services.filter(({ backing }) => !backing).map(({ name }) => name);
  const message = `${service} is \`backing: true\` in the graph: others call it, and no load does`;
  report(document.problemInside(path, offset, { message, allowed }));
}

/** Reports a request that no route of its service answers, where the graph knows the routes. */
export function checkRoute(
  context: ResolveContext,
  path: Path,
  request: { readonly method: string; readonly service: string; readonly path: string },
  offset: number,
): void {
  const service = context.graph?.services.find(({ name }) => name === request.service);
  if (service === undefined || routesTaken(service, request.method, request.path)?.length !== 0) return;
  const asked = `${request.method} ${withoutQuery(request.path)}`;
  const allowed = routesOf(service) ?? [];
  const message = `the graph's ${service.name} has no route ${show(asked)}`;
  const parts = { message, suggestion: suggest(asked, allowed), mistaken: asked, allowed };
  context.report(context.document.problemInside(path, offset, parts));
}

/** Reports an edge that the graph lacks, or the services of it that the graph lacks. */
export function checkEdge(context: ResolveContext, path: Path, edge: Edge, offset = 0): void {
  for (const parts of edgeProblems(context.graph, edge))
    context.report(context.document.problemInside(path, offset, parts));
}

/** The problems of an edge that a graph lacks; none where there is no graph. */
export function edgeProblems(graph: Graph | undefined, edge: Edge): readonly ProblemParts[] {
  if (graph === undefined) return [];
  const missing = [edge.caller, edge.callee].flatMap((service) => missingService(graph, service) ?? []);
  const isThere = graph.edges.some(({ caller, callee }) => caller === edge.caller && callee === edge.callee);
  return missing.length > 0 || isThere ? missing : [missingEdge(graph, edge)];
}

/** The edges of a graph as they are written in a file. */
export function edgeNames(graph: Graph | undefined): readonly string[] {
  return graph?.edges.map(edgeName) ?? [];
}

function missingService(graph: Graph | undefined, service: string): ProblemParts | undefined {
  const allowed = graph?.services.map(({ name }) => name);
  if (allowed === undefined || allowed.includes(service)) return undefined;
  const message = `the graph has no service ${show(service)}`;
  return { message, suggestion: suggest(service, allowed), mistaken: service, allowed };
}

function missingEdge(graph: Graph, edge: Edge): ProblemParts {
  const turned = graph.edges.find(({ caller, callee }) => caller === edge.callee && callee === edge.caller);
  const near = graph.edges.filter(({ caller, callee }) => caller === edge.caller || callee === edge.callee);
  return {
    message: `the graph has no edge ${edgeName(edge)}`,
    suggestion: turned && edgeName(turned),
    mistaken: edgeName(edge),
    allowed: (near.length > 0 ? near : graph.edges).map(edgeName),
  };
}
