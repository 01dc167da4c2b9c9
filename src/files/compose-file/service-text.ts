import { type Interpolated, opaque, undoubled } from "./interpolate.ts";

/** A place in a file that a person wrote. */
export interface FilePosition {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

/** The part of a service that holds a text: a variable, a word of a command or all of it in one line, a mounted file. */
export type TextPlace =
  | { readonly key: "environment"; readonly variable: string }
  | { readonly key: "command" | "entrypoint"; readonly index: number | undefined }
  | FilePlace;

/** A file of the machine that a service sees in its container. */
export interface FilePlace {
  readonly key: "file";
  /** On the machine. */
  readonly path: string;
  /** In the container. */
  readonly target: string;
  readonly isReadOnly: boolean;
  /** True where it is one of Compose's configs. */
  readonly isConfig: boolean;
}

/** A text that a service is given, in which addresses may stand. */
export interface ServiceText {
  readonly place: TextPlace;
  readonly value: Interpolated;
  /** Undefined where only Compose knows. */
  readonly at: FilePosition | undefined;
}

/** The place in words: `DB_HOST`, `command`, `/etc/app.yml`. */
export function placeName(place: TextPlace): string {
  if (place.key === "environment") return place.variable;
  return place.key === "file" ? place.target : place.key;
}

export function isSamePlace(a: TextPlace, b: TextPlace): boolean {
  if (a.key === "environment") return b.key === "environment" && a.variable === b.variable;
  if (a.key === "file") return b.key === "file" && a.target === b.target;
  return a.key === b.key && a.index === b.index;
}

/** Words of a command. One line has its words between blanks. */
export function commandWords(texts: readonly ServiceText[]): string[] {
  return texts.flatMap(({ place, value: { text } }) =>
    (place.key === "command" || place.key === "entrypoint") && place.index === undefined
      ? text.trim().split(/\s+/)
      : [text],
  );
}

/** The text of a file, in which nothing is replaced before a container sees it. */
export function fileText(place: FilePlace, shownAs: string, text: string): ServiceText {
  const pieces = [{ from: 0, to: text.length, text, kind: "literal" as const }];
  return { place, value: { written: text, text, pieces }, at: { file: shownAs, line: 1 } };
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
