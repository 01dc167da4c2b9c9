import { dirname, isAbsolute, join } from "node:path";
import { UsageError } from "../../values/errors.ts";
import { parseDocument } from "../yaml/document.ts";
import { ProblemsError, type Source } from "../yaml/problem.ts";
import { readBySchema } from "../yaml/read-by-schema.ts";
import { guess, suggest } from "../yaml/suggestion.ts";
import type { Behaviour } from "./behaviour.ts";
import { DEFAULT_POLLING } from "./broker-schema.ts";
import { callsOf, checkGraph } from "./check-graph.ts";
import type { Edge, Graph, GraphService } from "./graph.ts";
import { DEFAULT_POOL, type GraphFile, graphFile, type ServiceEntry, type ServicePart } from "./graph-file.ts";
import type { ProgramSpec } from "./program.ts";
import { DEFAULT_READY, DEFAULT_STOP, variablesOf } from "./program-schema.ts";

/** The graph file has no variant of that name, or has variants and none was named. */
export class UnknownVariantError extends UsageError {
  override readonly code = "E_VARIANT";
  readonly allowed: readonly string[];
  readonly suggestion: string | undefined;
  /** The message without what may have been meant. */
  readonly finding: string;
  /** The graph as it is in every variant: its services, routes and edges. */
  readonly common: Graph;

  constructor(file: string, variant: string | undefined, allowed: readonly string[], common: Graph) {
    const suggestion = variant === undefined ? undefined : suggest(variant, allowed);
    const asked = variant === undefined ? "has variants and none was chosen" : `has no variant "${variant}"`;
    const hint = allowed.length > 0 ? `Choose one of: ${allowed.join(", ")}.` : "Leave the variant out.";
    const finding = `${file} ${asked}`;
    super({ message: `${finding}${guess(suggestion)}`, hint });
    this.finding = finding;
    this.allowed = allowed;
    this.suggestion = suggestion;
    this.common = common;
  }
}

/**
 * Reads a graph file and merges the variant in: what the variant says of a service replaces the part of the
 * same name (replicas, pool, connections, work, deadline, handshakes, keep-alive, polling, each dependency's policy as a
 * whole, and each variable of a program).
 * @param variant needed when the file has variants, and only then.
 * @throws ProblemsError with everything that is wrong with the file, in variants that weren't asked for too.
 * @throws UnknownVariantError
 */
export function parseGraph(source: Source, variant: string | undefined): Graph {
  const file = readGraphFile(source);
  const variants = new Map(Object.entries(file.variants ?? {}));
  const chosen = variant === undefined ? undefined : variants.get(variant);
  const services = Object.entries(file.services).map(([name, entry]) =>
    toService(name, entry, chosen?.services[name] ?? {}, dirname(source.path)),
  );
  const graph = { name: file.name, services, edges: edgesOf(file) };
  if ((variant !== undefined || variants.size > 0) && chosen === undefined) {
    throw new UnknownVariantError(source.path, variant, [...variants.keys()], graph);
  }
  return variant === undefined ? graph : { ...graph, variant };
}

function readGraphFile(source: Source): GraphFile {
  const document = parseDocument(source);
  if (document.value === undefined || document.problems.length > 0) throw new ProblemsError(document.problems);
  const { value: file, problems } = readBySchema(graphFile, document);
  if (file === undefined) throw new ProblemsError(problems);
  const mistaken = checkGraph(file, document);
  if (mistaken.length > 0) throw new ProblemsError(mistaken);
  return file;
}

function toService(name: string, entry: ServiceEntry, part: ServicePart, folder: string): GraphService {
  const replicas = part.replicas ?? entry.replicas ?? 1;
  const program = toProgram(entry, part, folder);
  if (program === undefined) return { name, replicas, behaviour: toBehaviour(entry, part) };
  return { name, replicas, program, ...(entry.backing && { backing: true }) };
}

function toProgram(entry: ServiceEntry, part: ServicePart, folder: string): ProgramSpec | undefined {
  const { command, cwd = ".", port, ready = DEFAULT_READY, stop = DEFAULT_STOP, calls = {} } = entry;
  if (command === undefined) return undefined;
  const told = Object.entries(calls).map(([callee, by]) => variablesOf(callee, by));
  return {
    command,
    cwd: isAbsolute(cwd) ? cwd : join(folder, cwd),
    env: Object.assign({}, ...told, entry.env, part.env),
    ...(port !== undefined && { port }),
    ready,
    stop,
  };
}

function toBehaviour(entry: ServiceEntry, part: ServicePart): Behaviour {
  const work = part.work ?? entry.work;
  const deadlineMs = part.deadline ?? entry.deadline;
  const handshakes = part.handshakes ?? entry.handshakes;
  const connections = part.connections ?? entry.connections;
  const polling = part.polling ?? entry.polling ?? DEFAULT_POLLING;
  const unguarded = Object.fromEntries(callsOf(entry).map(({ call }) => [call.callee, {}]));
  return {
    pool: part.pool ?? entry.pool ?? DEFAULT_POOL,
    ...(connections === undefined ? {} : { connections }),
    ...(handshakes === undefined ? {} : { handshakes }),
    ...(work === undefined ? {} : { work }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    keepAlive: part["keep-alive"] ?? entry["keep-alive"] ?? true,
    routes: entry.routes,
    dependencies: { ...unguarded, ...entry.dependencies, ...part.dependencies },
    ...(entry.broker && { broker: entry.broker }),
    ...(entry.consumes && { consumes: { ...entry.consumes, polling } }),
  };
}

function edgesOf(file: GraphFile): readonly Edge[] {
  return Object.entries(file.services).flatMap(([caller, entry]) => {
    const callees = new Set([...callsOf(entry).map(({ call }) => call.callee), ...Object.keys(entry.calls ?? {})]);
    return [...callees].map((callee) => ({ caller, callee }));
  });
}
