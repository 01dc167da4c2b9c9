/** The words of a command line; or why it has none, and the offset in its text where that shows. */
export type CommandWords =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/** Characters by which a shell does more than to split words. Globs are not among them: many a program has its own. */
const SHELL_ONLY = /[|&;<>()$`]/;
const NEEDS_SHELL = 'is a shell\'s, and no shell reads this: quote it, or say [sh, -c, "…"]';

/**
 * Splits a command line into words as a shell does: at blanks, with quotes and backslashes. Nothing is expanded, and
 * `{{ … }}` is never split.
 */
export function splitCommand(text: string): CommandWords {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at);
    if ("problem" in piece) return { ok: false, problem: piece.problem, offset: at };
    at += piece.length;
    if (piece.text !== undefined) word = (word ?? "") + piece.text;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return { ok: true, words };
}

/** A piece of a word with its length in the text; a blank between words has no text of its own. */
type Piece = { readonly text: string | undefined; readonly length: number } | { readonly problem: string };

function pieceAt(text: string, at: number): Piece {
  const rest = text.slice(at);
  const [template] = /^\{\{.*?\}\}/s.exec(rest) ?? [];
  if (template !== undefined) return { text: template, length: template.length };
  const char = rest.charAt(0);
  if (/\s/.test(char)) return { text: undefined, length: 1 };
  if (char === "'" || char === '"') return quoted(rest, char);
  if (char === "\\") {
    return rest.length > 1 ? { text: rest.charAt(1), length: 2 } : { problem: "\\ with nothing after it" };
  }
  if (SHELL_ONLY.test(char)) return { problem: `${char} ${NEEDS_SHELL}` };
  return { text: char, length: 1 };
}

/** In double quotes a backslash takes what is special there; in single ones nothing is. */
function quoted(rest: string, quote: string): Piece {
  let text = "";
  for (let at = 1; at < rest.length; at++) {
    const char = rest.charAt(at);
    if (char === quote) return { text, length: at + 1 };
    const next = rest.charAt(at + 1);
    if (quote === '"' && char === "\\" && /["\\$`]/.test(next)) {
      text += next;
      at++;
    } else text += char;
  }
  return { problem: `${quote} without its other` };
}
