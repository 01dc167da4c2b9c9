import { ownKeysOf } from "../experiment/fault-keys.ts";
import type { FaultKind } from "../experiment/fault-kind.ts";
import { itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import { readTolerantly, type ScalarPlace, scalarAt } from "../yaml/tolerant-text.ts";
import { clauseMeanings, metricKindOf, metricMeaning } from "./criterion-offers.ts";
import { type FileKind, wantedAt } from "./file-kind.ts";
import { describe } from "./meaning.ts";
import { schemasAt } from "./schema-at.ts";

/** The meaning of a part of a text. */
export interface Meaning {
  /** Markdown. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Says what the key or value at an offset means; undefined where there is nothing to say. */
export function meaningAt(
  text: string,
  offset: number,
  kind: FileKind,
  faultKinds: readonly FaultKind[],
): Meaning | undefined {
  const found = scalarAt(readTolerantly(text), offset);
  if (found === undefined) return undefined;
  const { place, value } = found;
  const { start, end } = place;
  const wanted = place.isKey ? undefined : wantedAt(kind.values, place.path);
  if (wanted === "criterion" || wanted === "expectation") return meaningInCriterion(text, offset, place);
  const written = text.slice(start, end);
  const fault = place.isKey ? undefined : faultNamedAt(place.path, written, faultKinds);
  if (fault !== undefined) return { text: faultMeaning(fault), start, end };
  const schemas = schemasAt(kind.schema(), place.path, value);
  const said = place.isKey ? describe(schemas) : (wordMeaning(schemas, written) ?? describe(schemas));
  return said === "" ? undefined : { text: said, start, end };
}

function faultNamedAt([part, , key]: Path, type: string, kinds: readonly FaultKind[]): FaultKind | undefined {
  return part === "faults" && key === "type" ? kinds.find((kind) => kind.type === type) : undefined;
}

const ON = { edge: "an edge", service: "a service", either: "an edge or a service" } as const;

/** Tells what a fault does, what it is put on, and its own keys. */
function faultMeaning(kind: FaultKind): string {
  const keys = ownKeysOf(kind).map(
    ({ name, description = "", isNeeded }) => `- \`${name}\`${isNeeded ? " (needed)" : ""}: ${description}`,
  );
  return [`**${kind.type}**, on ${ON[kind.targets]}: ${kind.summary}`, keys.join("\n")].join("\n\n").trimEnd();
}

/** The meaning of one of several words. */
function wordMeaning(schemas: ReturnType<typeof schemasAt>, written: string): string | undefined {
  for (const { enum: known = [], enumDescriptions } of schemas) {
    const meaning = itemsOf(enumDescriptions)[known.indexOf(written)];
    if (typeof meaning === "string") return meaning;
  }
  return undefined;
}

/** The meaning of the word of a criterion that an offset is in. */
function meaningInCriterion(text: string, offset: number, place: ScalarPlace): Meaning | undefined {
  const written = text.slice(place.start, place.end);
  for (const { 0: word, index } of written.matchAll(/[a-z_]+\d*(?:\.\d+)?/g)) {
    const start = place.start + index;
    const end = start + word.length;
    if (offset < start || offset > end) continue;
    const isMetric = /\.\s*$/.test(written.slice(0, index));
    const kind = isMetric ? metricKindOf(word) : undefined;
    const said = kind === undefined ? clauseMeanings[word] : metricMeaning(kind);
    if (said !== undefined) return { text: said, start, end };
  }
  return undefined;
}
