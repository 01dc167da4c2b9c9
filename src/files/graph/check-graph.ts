import type { YamlDocument } from "../yaml/document.ts";
import { type Path, type Problem, show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import type { CallSpec } from "./behaviour.ts";
import type { GraphFile, ServiceEntry, ServicePart } from "./graph-file.ts";

/**
 * Finds what is wrong with the names in a graph file: services, routes and dependencies that aren't there, and cycles.
 */
export function checkGraph(file: GraphFile, document: YamlDocument): readonly Problem[] {
  const context = { services: file.services, document };
  const problems: Problem[] = [];
  for (const [name, entry] of Object.entries(file.services)) {
    const path = ["services", name];
    for (const { call, key, index } of callsOf(entry)) {
      problems.push(...checkCall(context, call, [...path, "routes", key, "calls", index]));
    }
    problems.push(...checkDependencies(context, name, entry, path));
  }
  for (const [variant, { services }] of Object.entries(file.variants ?? {})) {
    for (const [name, part] of Object.entries(services)) {
      problems.push(...checkVariantPart(context, name, part, ["variants", variant, "services", name]));
    }
  }
  return problems.length > 0 ? problems : checkCycles(context);
}

interface Context {
  readonly services: GraphFile["services"];
  readonly document: YamlDocument;
}

/** Every call of a service, with the route and the place in its `calls` where it stands. */
export function callsOf(
  entry: ServiceEntry,
): readonly { readonly call: CallSpec; readonly key: string; readonly index: number }[] {
  return Object.entries(entry.routes).flatMap(([key, route]) =>
    route.steps.flatMap((step, index) => step.map((call) => ({ call, key, index }))),
  );
}

function checkCall({ services, document }: Context, call: CallSpec, path: Path): readonly Problem[] {
  const callee = Object.hasOwn(services, call.callee) ? services[call.callee] : undefined;
  if (callee === undefined) return [unknownName(document, path, "service", call.callee, Object.keys(services))];
  const route = `${call.method} ${call.path.split("?", 1)[0]}`;
  if (Object.hasOwn(callee.routes, route)) return [];
  const allowed = Object.keys(callee.routes);
  const message = `${call.callee} has no route ${show(route)}`;
  return [document.problemAt(path, { message, allowed, suggestion: suggest(route, allowed) })];
}

function checkVariantPart(context: Context, name: string, part: ServicePart, path: Path): readonly Problem[] {
  const { services, document } = context;
  if (Object.hasOwn(services, name)) return checkDependencies(context, name, part, path);
  const allowed = Object.keys(services);
  const parts = { message: `no service ${show(name)}`, allowed, suggestion: suggest(name, allowed) };
  return [document.problemAtKey(path, parts)];
}

/** A policy for a callee that the service never calls would do nothing. */
function checkDependencies(context: Context, name: string, part: ServicePart, path: Path): readonly Problem[] {
  const { services, document } = context;
  const called = new Set(services[name] === undefined ? [] : callsOf(services[name]).map(({ call }) => call.callee));
  const strangers = Object.keys(part.dependencies ?? {}).filter((callee) => !called.has(callee));
  return strangers.map((callee) => {
    const allowed = [...called];
    const parts = { message: `${name} never calls ${show(callee)}`, allowed, suggestion: suggest(callee, allowed) };
    return document.problemAtKey([...path, "dependencies", callee], parts);
  });
}

function unknownName(document: YamlDocument, path: Path, what: string, name: string, allowed: readonly string[]) {
  const parts = { message: `no ${what} ${show(name)}`, allowed, suggestion: suggest(name, allowed) };
  return document.problemAt(path, parts);
}

/** A request that comes back to a service that waits for it never ends once the pool is full: cycles are refused. */
function checkCycles({ services, document }: Context): readonly Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (name: string, trail: readonly string[]) => {
    const entry = services[name];
    if (entry === undefined || done.has(name)) return;
    for (const { call, key, index } of callsOf(entry)) {
      const way = [...trail, name];
      const start = way.indexOf(call.callee);
      if (start === -1) visit(call.callee, way);
      else {
        const message = `services call each other in a circle: ${[...way.slice(start), call.callee].join(" -> ")}`;
        problems.push(document.problemAt(["services", name, "routes", key, "calls", index], { message }));
      }
    }
    done.add(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
  return problems;
}
