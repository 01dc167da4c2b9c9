/** A part of a text as it is written, and what it is for the container. */
export interface Piece {
  /** Offsets in the text as it is written; `to` is after the last character. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Literal: the same characters in both. Unset: nothing has a value for it, so that it is empty. */
  readonly kind: "literal" | "variable" | "unset";
  /** The variable's name, where it is one. */
  readonly name?: string;
}

/** A text of a Compose file, and what it becomes. */
export interface Interpolated {
  readonly written: string;
  /** Text that the container gets. */
  readonly text: string;
  /** In order, and without gaps. */
  readonly pieces: readonly Piece[];
}

/** Looks a variable up; undefined where it isn't set. */
export type Lookup = (name: string) => string | undefined;

/** A text can't be interpolated: a sentence on what is wrong with it. */
export class InterpolationError extends Error {}

const NAME = /[A-Za-z_]\w*/y;

/**
 * Replaces variables as Compose does: `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:?error}`, `${A?error}`,
 * `${A:+other}`, `${A+other}`, one within the other, and `$$` for a dollar sign.
 * @throws InterpolationError where that has no meaning, or a variable that must be set isn't
 */
export function interpolate(written: string, lookup: Lookup): Interpolated {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < written.length) {
    const dollar = written.indexOf("$", at);
    const end = dollar === -1 ? written.length : dollar;
    if (end > at) pieces.push({ from: at, to: end, text: written.slice(at, end), kind: "literal" });
    if (dollar === -1) break;
    const piece = variableAt(written, dollar, lookup);
    pieces.push(piece);
    at = piece.to;
  }
  return { written, text: pieces.map(({ text }) => text).join(""), pieces };
}

/** A text of which nothing is known but what it becomes, as it comes from elsewhere. */
export function opaque(text: string): Interpolated {
  return { written: "", text, pieces: [{ from: 0, to: 0, text, kind: "variable" }] };
}

/** Takes the doubled dollar signs out of what Compose prints, which could be interpolated again. */
export function undoubled(text: string): string {
  return text.replaceAll("$$", "$");
}

function variableAt(written: string, from: number, lookup: Lookup): Piece {
  if (written[from + 1] === "$") return { from, to: from + 2, text: "$", kind: "variable" };
  if (written[from + 1] === "{") return bracedAt(written, from, lookup);
  const name = nameAt(written, from + 1);
  // A dollar sign before anything else is one.
  if (name === "") return { from, to: from + 1, text: "$", kind: "literal" };
  return { from, to: from + 1 + name.length, ...variableValue(name, lookup) };
}

function bracedAt(written: string, from: number, lookup: Lookup): Piece {
  const name = nameAt(written, from + 2);
  const to = closingBrace(written, from) + 1;
  // What follows isn't quoted: it may be the rest of a password.
  if (to === 0) throw new InterpolationError(`a \${ is without its }, and no variable; a dollar sign is written $$`);
  const rest = written.slice(from + 2 + name.length, to - 1);
  const [, how = "", other = ""] = /^(:?[-+?])(.*)$/.exec(rest) ?? [];
  if (name === "" || (rest !== "" && how === "")) {
    throw new InterpolationError(`${JSON.stringify(written.slice(from, to))} is no variable`);
  }
  const found = variableValue(name, lookup);
  const isThere = found.kind === "variable" && !(how.startsWith(":") && found.text === "");
  const instead = () => ({ text: interpolate(other, lookup).text, kind: "variable" as const, name });
  if (how.endsWith("-") && !isThere) return { from, to, ...instead() };
  if (how.endsWith("+")) return { from, to, ...(isThere ? instead() : { ...found, kind: "variable" }) };
  if (how.endsWith("?") && !isThere) {
    throw new InterpolationError(`the variable ${name} must have a value: ${interpolate(other, lookup).text}`);
  }
  return { from, to, ...found };
}

function variableValue(name: string, lookup: Lookup): { text: string; kind: "variable" | "unset"; name: string } {
  const value = lookup(name);
  return { text: value ?? "", kind: value === undefined ? "unset" : "variable", name };
}

function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? "";
}

/** The index of the brace that closes the first one at or after an index; -1 where none does. */
function closingBrace(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "{") open += 1;
    if (text[at] === "}") open -= 1;
    if (text[at] === "}" && open === 0) return at;
  }
  return -1;
}
