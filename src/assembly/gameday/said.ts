import { DeskError } from "./desk-error.ts";

const LONGEST_TEXT = 10_000;
const LONGEST_LINE = 200;

/** Characters that end a line, move a cursor or turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
/** The same but for tabs and line ends, which texts of several lines have. */
const UNPRINTABLE_IN_TEXT = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/**
 * Words of any length that somebody said, without what a terminal, a page or a file would obey.
 * @param what names them, as in `a note`
 * @throws DeskError where nothing is left, or it is longer than a person writes
 */
export function saidText(text: string, what: string): string {
  checkLength(text, LONGEST_TEXT, what);
  return checkSome(text.toWellFormed().replaceAll("\r\n", "\n").replace(UNPRINTABLE_IN_TEXT, " "), what);
}

/** Words on one line, as {@link saidText}. */
export function saidLine(text: string, what: string): string {
  checkLength(text, LONGEST_LINE, what);
  return checkSome(text.toWellFormed().replace(UNPRINTABLE, " "), what);
}

function checkLength(text: string, longest: number, what: string): void {
  if (text.length <= longest) return;
  const [found, most] = [text.length, longest].map((length) => length.toLocaleString("en"));
  throw new DeskError({
    message: `${what} has ${most} characters at most, and this one ${found}`,
    hint: "Shorten it.",
  });
}

function checkSome(text: string, what: string): string {
  const trimmed = text.trim();
  if (trimmed !== "") return trimmed;
  throw new DeskError({ message: `${what} says something`, hint: "Write some words." });
}
