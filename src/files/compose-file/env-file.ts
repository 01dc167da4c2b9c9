import type { Source } from "../yaml/problem.ts";
import type { Lookup } from "./interpolate.ts";
import { interpolatedAt } from "./interpolated-at.ts";

/** A variable of an env file. */
export interface EnvEntry {
  readonly value: string;
  /** Counts from 1. */
  readonly line: number;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", $: "$$" };
/** `NAME=value` or `NAME: value`, also after `export`; quoted values may have several lines. */
const ENTRY =
  /^[ \t]*(?:export[ \t]+)?([\w.[\]-]+)[ \t]*(?:[=:][ \t]*(?:'((?:\\'|[^'])*)'|"((?:\\[\s\S]|[^"\\])*)"|([^\n]*)))?[^\n]*$/gm;

/**
 * Reads an env file as Compose does: comments, quotes, escapes in double ones, variables everywhere but in single ones.
 * A name alone has its value from the environment, if that has one.
 * @param lookup of variables that the file itself doesn't have
 * @throws ComposeSyntaxError for a text in it that can't be interpolated
 */
export function parseEnvFile({ path, text }: Source, lookup: Lookup): Map<string, EnvEntry> {
  const entries = new Map<string, EnvEntry>();
  const known: Lookup = (name) => lookup(name) ?? entries.get(name)?.value;
  const plain = text.replaceAll("\r\n", "\n").replace(/^\uFEFF/, "");
  for (const match of plain.matchAll(ENTRY)) {
    const [, name = "", single, double, rest] = match;
    const line = plain.slice(0, match.index).split("\n").length;
    const expand = (value: string) => interpolatedAt(value, known, { file: path, line }).text;
    if (single !== undefined) entries.set(name, { value: single.replaceAll("\\'", "'"), line });
    else if (double !== undefined) entries.set(name, { value: expand(unescaped(double)), line });
    else if (rest !== undefined) entries.set(name, { value: expand(rest.replace(/ #.*$/, "").trimEnd()), line });
    else if (lookup(name) !== undefined) entries.set(name, { value: lookup(name) ?? "", line });
  }
  return entries;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([nrt"\\$])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
