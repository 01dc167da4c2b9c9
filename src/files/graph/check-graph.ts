import type { YamlDocument } from "../yaml/document.ts";
import { type Path, type Problem, show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import type { CallSpec, TopicAddress } from "./behaviour.ts";
import { checkPrograms } from "./check-programs.ts";
import type { GraphFile, ServiceEntry, ServicePart } from "./graph-file.ts";

/**
 * Finds what is wrong with the names in a graph file: services, routes, topics and dependencies that aren't there, and
 * cycles. Those of programs are in check-programs.ts.
 */
export function checkGraph(file: GraphFile, document: YamlDocument): readonly Problem[] {
  const context = { services: file.services, document };
  const problems: Problem[] = [...checkPrograms(file, document)];
  for (const [name, entry] of Object.entries(file.services)) {
    const path = ["services", name];
    for (const { call, place } of callsOf(entry)) problems.push(...checkCall(context, call, [...path, ...place]));
    problems.push(...checkDependencies(context, name, entry, path), ...checkTopics(context, entry, path));
    problems.push(...checkPolling(context, name, entry, path), ...checkReplicas(context, name, entry, path));
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

/** Every call of a service, with the place in its part of the file where it stands. */
export function callsOf(entry: ServiceEntry): readonly { readonly call: CallSpec; readonly place: Path }[] {
  const doers = Object.entries(entry.routes).map(([key, route]) => ({ place: ["routes", key], steps: route.steps }));
  const consumer = entry.consumes && { place: ["consumes"], steps: entry.consumes.steps };
  return [...doers, ...(consumer ? [consumer] : [])].flatMap(({ place, steps }) =>
    steps.flatMap((step, index) =>
      step.map((call, at) => ({
        call,
        place: [...place, "calls", index, ...(step.length > 1 ? ["parallel", at] : [])],
      })),
    ),
  );
}

/** Topics that a service publishes to or consumes from, and that aren't there. */
function checkTopics({ services, document }: Context, entry: ServiceEntry, path: Path): readonly Problem[] {
  return topicsOf(entry).flatMap(({ address, place }) => {
    const topics = Object.hasOwn(services, address.broker) ? services[address.broker]?.broker?.topics : undefined;
    if (topics !== undefined && Object.hasOwn(topics, address.topic)) return [];
    const allowed = Object.entries(services).flatMap(([name, { broker }]) =>
      Object.keys(broker?.topics ?? {}).map((topic) => `${name}/${topic}`),
    );
    const wanted = `${address.broker}/${address.topic}`;
    return [unknownName(document, [...path, ...place], "topic", wanted, allowed)];
  });
}

function topicsOf(entry: ServiceEntry): readonly { readonly address: TopicAddress; readonly place: Path }[] {
  const published = Object.entries(entry.routes).flatMap(([key, { publishes: address }]) =>
    address === undefined ? [] : [{ address, place: ["routes", key, "publishes"] }],
  );
  return entry.consumes ? [...published, { address: entry.consumes, place: ["consumes", "from"] }] : published;
}

/** The rules of a member of a consumer group, in a service that is none. */
function checkPolling(context: Context, name: string, part: ServicePart, path: Path): readonly Problem[] {
  if (part.polling === undefined || context.services[name]?.consumes !== undefined) return [];
  return [context.document.problemAtKey([...path, "polling"], { message: `${name} consumes nothing` })];
}

function checkCall({ services, document }: Context, call: CallSpec, path: Path): readonly Problem[] {
  const callee = Object.hasOwn(services, call.callee) ? services[call.callee] : undefined;
  if (callee === undefined) return [unknownName(document, path, "service", call.callee, Object.keys(services))];
  // A program's routes are known to itself alone.
  if (callee.command !== undefined) return [];
  const route = `${call.method} ${call.path.split("?", 1)[0]}`;
  if (Object.hasOwn(callee.routes, route)) return [];
  const allowed = Object.keys(callee.routes);
  const message = `${call.callee} has no route ${show(route)}`;
  return [document.problemAt(path, { message, allowed, suggestion: suggest(route, allowed), mistaken: route })];
}

/** Neither a service nor a variant may have several of what there can only be one of. */
function checkReplicas(
  { services, document }: Context,
  name: string,
  { replicas = 1 }: ServicePart,
  path: Path,
): readonly Problem[] {
  const why = services[name] && whyOne(services[name]);
  return replicas === 1 || why === undefined ? [] : [document.problemAt([...path, "replicas"], { message: why })];
}

/** The reason why there can't be two of a service; undefined where there can. */
function whyOne({ port, broker }: ServiceEntry): string | undefined {
  if (port !== undefined) return "several replicas can't listen on one port; leave `port` out, and each gets its own";
  return broker === undefined ? undefined : "a broker is one process";
}

/** A variant may change no more of a program than its replicas and environment, and of the demo's no environment. */
function checkSameKind({ services, document }: Context, name: string, part: ServicePart, path: Path) {
  const isProgram = services[name]?.command !== undefined;
  const own = isProgram ? ["replicas", "env"] : Object.keys(part).filter((key) => key !== "env");
  const message = isProgram ? "a variant changes `replicas` and `env` of a program" : "is of a program";
  return Object.keys(part)
    .filter((key) => !own.includes(key))
    .map((key) => document.problemAtKey([...path, key], { message }));
}

function checkVariantPart(context: Context, name: string, part: ServicePart, path: Path): readonly Problem[] {
  const { services, document } = context;
  if (Object.hasOwn(services, name)) {
    const checks = [checkDependencies, checkPolling, checkReplicas, checkSameKind];
    return checks.flatMap((check) => check(context, name, part, path));
  }
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
  const parts = { message: `no ${what} ${show(name)}`, allowed, suggestion: suggest(name, allowed), mistaken: name };
  return document.problemAt(path, parts);
}

/**
 * A request that comes back to a service that waits for it never ends once the pool is full: cycles are refused. Not so
 * those with a program in them, whose routes nobody knows: real systems have such, by different requests.
 */
function checkCycles({ services, document }: Context): readonly Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (name: string, trail: readonly string[]) => {
    const entry = services[name];
    if (entry === undefined || done.has(name)) return;
    for (const { call, place } of callsOf(entry)) {
      const way = [...trail, name];
      const start = way.indexOf(call.callee);
      if (start === -1) visit(call.callee, way);
      else {
        const message = `services call each other in a circle: ${[...way.slice(start), call.callee].join(" -> ")}`;
        problems.push(document.problemAt(["services", name, ...place], { message }));
      }
    }
    done.add(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
  return problems;
}
