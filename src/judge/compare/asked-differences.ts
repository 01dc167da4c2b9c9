import { isDeepStrictEqual } from "node:util";
import { machineInWords } from "../../values/machine-kind.ts";
import { askedFor } from "../gate/asked-for.ts";
import type { RunStarted } from "../history/run-state.ts";

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

/** All in which two runs were asked for something else: the experiment with its graph and variables, the platform, the place. */
export function askedDifferences(a: RunStarted, b: RunStarted): readonly AskedDifference[] {
  return differences("", allAsked(a), allAsked(b));
}

/** All in which what they were made with differs: brownout itself, and the machine that it ran on. */
export function madeDifferences(a: RunStarted, b: RunStarted): readonly AskedDifference[] {
  const made = ({ version, machine }: RunStarted) => ({
    brownout: version,
    ...(machine !== undefined && { machine: machineInWords(machine) }),
  });
  return differences("", made(a), made(b));
}

/** The graph counts here: a change of the system is one of what is compared. */
function allAsked({ plan }: RunStarted): object {
  const { experiment, platform, where } = plan;
  return { ...askedFor(experiment), graph: experiment.system.graph, platform, where };
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
