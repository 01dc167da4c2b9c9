import type { Interpolated, Piece } from "../compose-file/interpolate.ts";

/** A part of the text that a container gets, and what is to be in its place. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** The variable in which an address stands among what may not be written down. */
export interface Refused {
  /** Undefined where it comes from an env file, or from Compose alone. */
  readonly variable: string | undefined;
}

/** The beginnings of addresses, as long as real ones are. */
const SCHEMES = /jdbc:|[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\//g;
/** Ports, and letters, digits, slashes and the like. Each character can be read in one way alone: no text takes long. */
const HARMLESS = /^(?::\d{1,5}(?!\d)|[\w./,-])*$/;

/**
 * Tells of text around an address that comes out of a variable whether it can be written down in the variable's place: a
 * scheme, other addresses, a path. Anything else, as a user and a password, may be secret.
 */
function isHarmless(text: string): boolean {
  return HARMLESS.test(text.replaceAll(SCHEMES, "/"));
}

/**
 * A text as Compose is to read it, with changes to what the container gets of it. Variables stay as they are written,
 * but for those of which something changes.
 */
export function rewrittenText(value: Interpolated, changes: readonly Change[]): string | Refused {
  const parts: string[] = [];
  let at = 0;
  for (const piece of value.pieces) {
    const part = rewrittenPiece(value.written, piece, at, changes);
    if (typeof part !== "string") return part;
    parts.push(part);
    at += piece.text.length;
  }
  return parts.join("");
}

function rewrittenPiece(written: string, piece: Piece, start: number, changes: readonly Change[]): string | Refused {
  const end = start + piece.text.length;
  // What is empty goes with a change that goes over it, and stays beside one.
  const here = changes.filter(({ from, to }) => (start === end ? from < start : from < end) && to > start);
  const isElsewhere = piece.from === piece.to && piece.text !== "";
  if (here.length === 0 && !isElsewhere) return written.slice(piece.from, piece.to);
  const kept: string[] = [];
  let text = "";
  let at = start;
  const keep = (to: number) => {
    const rest = piece.text.slice(at - start, Math.max(at, to) - start);
    kept.push(rest);
    text += rest.replaceAll("$", "$$$$");
  };
  for (const { from, to, by } of here.toSorted((a, b) => a.from - b.from)) {
    keep(from);
    // A change that goes over several pieces stands where it begins.
    if (from >= start && from < end) text += by;
    at = Math.min(to, end);
  }
  keep(end);
  const isSafe = piece.kind === "literal" || kept.every(isHarmless);
  return isSafe ? text : { variable: piece.name };
}
