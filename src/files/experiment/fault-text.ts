import { dump } from "js-yaml";
import { allKeysOf, type FaultKey } from "./fault-keys.ts";
import type { FaultKind } from "./fault-kind.ts";
import { parseEdge } from "./resolve-names.ts";

/** A fault as it is written in a file, and the keys whose values nobody gave. */
export interface FaultText {
  /** The first of its item has the dash; comments stand before and behind. */
  readonly lines: readonly string[];
  /** Keys that have the value of their schema's example. */
  readonly examples: readonly string[];
  /** Needed keys that nobody gave, and of which there is no example. */
  readonly missing: readonly string[];
}

/**
 * Writes a fault with all keys that its kind needs, each with what it means.
 * @param given values by key, as in a file
 */
export function faultText(kind: FaultKind, on: string, given: Readonly<Record<string, unknown>>): FaultText {
  const values: Readonly<Record<string, unknown>> = { type: kind.type, on, ...given };
  const neededHere = parseEdge(on) === undefined ? (kind.neededOnService ?? []) : [];
  const isWritten = ({ name, isNeeded }: FaultKey) =>
    isNeeded || neededHere.includes(name) || values[name] !== undefined;
  const keys = allKeysOf(kind).filter(isWritten);
  const assumed = keys.filter(({ name }) => values[name] === undefined);
  const lines = keys.map((key, index) => {
    const value = inlineText(values[key.name] ?? key.examples?.[0]);
    return `${index === 0 ? "- " : "  "}${key.name}: ${value}${remark(key)}`;
  });
  return {
    lines: [`# ${kind.summary}`, ...lines],
    examples: assumed.filter(hasExample).map(({ name }) => name),
    missing: assumed.filter((key) => !hasExample(key)).map(({ name }) => name),
  };
}

function hasExample({ examples = [] }: FaultKey): boolean {
  return examples.length > 0;
}

/** The type is what the line above is about. */
function remark({ name, description = "" }: FaultKey): string {
  return name === "type" || description === "" ? "" : ` # ${description}`;
}

/** A value on one line, quoted where YAML would read it otherwise. */
export function inlineText(value: unknown): string {
  return dump(value, { flowLevel: 0, lineWidth: -1 })
    .trimEnd()
    .replace(/^\{(.*)\}$/, "{ $1 }");
}
