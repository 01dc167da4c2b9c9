import { type Interpolated, opaque, undoubled } from "./interpolate.ts";

/** A place in a file that a person wrote. */
export interface FilePosition {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

/** The part of a service that holds a text: a variable, a word of a command, or a command that is one line. */
export type TextPlace =
  | { readonly key: "environment"; readonly variable: string }
  | { readonly key: "command" | "entrypoint"; readonly index: number | undefined };

/** A text that a service is given, in which addresses may stand. */
export interface ServiceText {
  readonly place: TextPlace;
  readonly value: Interpolated;
  /** Undefined where only Compose knows. */
  readonly at: FilePosition | undefined;
}

/** The place in words: `DB_HOST`, `command`. */
export function placeName(place: TextPlace): string {
  return place.key === "environment" ? place.variable : place.key;
}

export function isSamePlace(a: TextPlace, b: TextPlace): boolean {
  if (a.key === "environment") return b.key === "environment" && a.variable === b.variable;
  return a.key === b.key && a.index === b.index;
}

/** Texts of a service as Compose prints it, which says neither where nor how they are written. */
export function printedTexts(
  environment: ReadonlyMap<string, string>,
  command: readonly string[],
  entrypoint: readonly string[],
): ServiceText[] {
  const words = (key: "command" | "entrypoint", list: readonly string[]) =>
    list.map((word, index) => textOf({ key, index }, word));
  return [
    ...[...environment].map(([variable, value]) => textOf({ key: "environment", variable }, value)),
    ...words("entrypoint", entrypoint),
    ...words("command", command),
  ];
}

function textOf(place: TextPlace, printed: string): ServiceText {
  return { place, value: opaque(undoubled(printed)), at: undefined };
}
