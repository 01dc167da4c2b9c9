import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { targetName } from "../../files/experiment/fault-spec.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { machineInWords } from "../../values/machine-kind.ts";
import { askedFor, faultAsked } from "../gate/asked-for.ts";
import type { RunStarted } from "../history/run-state.ts";
import type { Plan } from "../plan/plan.ts";

/** A thing in which two runs are not of one kind. */
export interface AskedDifference {
  /** The way to it: `loads.shoppers.pacing.ratePerS`. */
  readonly what: string;
  /** As JSON; none where it isn't there. */
  readonly a?: unknown;
  readonly b?: unknown;
}

/** Keys that tell the items of a list apart, whatever their places. */
const NAMES = ["name", "id", "text"] as const;

/**
 * All in which two runs were asked for something else: the experiment with its variables, the platform, the place, and the graph where
 * files say it: a change of the system is one of what is compared.
 */
export function askedDifferences(a: RunStarted, b: RunStarted): readonly AskedDifference[] {
  const plans = [a.plan, b.plan];
  const isGraphAsked = !plans.some(hasFoundGraph);
  const areFoldersNamed = plans.every(({ experiment }) => hasNamedFolders(experiment.system.graph));
  const [inA, inB] = plans.map(({ experiment, platform, where }) => ({
    ...askedFor(experiment),
    ...(isGraphAsked && { graph: graphAsked(experiment.system.graph, areFoldersNamed) }),
    platform,
    where,
  }));
  return differences("", inA, inB);
}

/**
 * All in which two runs were asked for another failure: the platform, the system with its variant, and the faults, but for when and for
 * how long they are in.
 */
export function failureDifferences(a: Plan, b: Plan): readonly AskedDifference[] {
  const [inA, inB] = [a, b].map(({ platform, experiment, faults }) => ({
    platform,
    system: experiment.system.graph?.name,
    variant: experiment.system.graph?.variant,
    faults: faults.map(faultAsked).map(({ id, on, params, mode }) => ({ id, on: targetName(on), params, mode })),
  }));
  return differences("", inA, inB);
}

/** All in which the systems differ that were found, and that nobody asked for: services, replicas and calls in a cluster. */
export function foundDifferences(a: RunStarted, b: RunStarted): readonly AskedDifference[] {
  const plans = [a.plan, b.plan];
  if (!plans.some(hasFoundGraph)) return [];
  const [inA, inB] = plans.map(({ experiment }) => experiment.system.graph);
  return differences("graph", inA, inB);
}

/** All in which what they were made with differs: brownout itself, and the machine that it ran on. */
export function madeDifferences(a: RunStarted, b: RunStarted): readonly AskedDifference[] {
  const made = ({ version, machine }: RunStarted) => ({
    brownout: version,
    ...(machine !== undefined && { machine: machineInWords(machine) }),
  });
  return differences("", made(a), made(b));
}

/** In a cluster a graph is what the namespace has, whoever scaled it or works beside. */
function hasFoundGraph({ platform }: Plan): boolean {
  return platform === "kubernetes";
}

/** False where a program's folder is said by the way from where brownout was started alone, as `.`: a run doesn't keep where that is. */
function hasNamedFolders(graph: Graph | undefined): boolean {
  const programs = graph?.services.flatMap(({ program }) => program ?? []) ?? [];
  return programs.every(({ cwd }) => ![".", ".."].includes(basename(cwd)));
}

/** A graph, its programs' folders by their names, as files are; without them where not all have one. */
function graphAsked(graph: Graph | undefined, areFoldersNamed: boolean): object | undefined {
  if (graph === undefined) return undefined;
  const services = graph.services.map(({ program, ...service }) => ({
    ...service,
    ...(program && { program: { ...program, cwd: areFoldersNamed ? basename(program.cwd) : undefined } }),
  }));
  return { ...graph, services };
}

function differences(what: string, a: unknown, b: unknown): readonly AskedDifference[] {
  if (isDeepStrictEqual(a, b)) return [];
  const [inA, inB] = [partsOf(a), partsOf(b)];
  if (inA === undefined || inB === undefined) {
    return [{ what, ...(a !== undefined && { a }), ...(b !== undefined && { b }) }];
  }
  const found = [...new Set([...inA.keys(), ...inB.keys()])].flatMap((key) =>
    differences(what === "" ? key : `${what}.${key}`, inA.get(key), inB.get(key)),
  );
  // The same parts in another order.
  return found.length > 0 ? found : [{ what, a, b }];
}

/** The parts of an object by key, and of a list of named things by name; undefined of all else. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value).filter(([, part]) => part !== undefined));
  const named = value.map((item): [string | undefined, unknown] => [nameOf(item), item]);
  const names = named.flatMap(([name]) => name ?? []);
  return new Set(names).size === value.length ? new Map(named as [string, unknown][]) : undefined;
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const fields = item as Readonly<Record<string, unknown>>;
  const key = NAMES.find((name) => typeof fields[name] === "string");
  if (key !== undefined) return String(fields[key]);
  return typeof fields.caller === "string" ? `${fields.caller} -> ${fields.callee}` : undefined;
}
