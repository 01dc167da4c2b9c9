import { matchesGlob } from "../messages/glob.ts";

/** The text of a statement of SQL, as it is compared: in any case, on one line, without the semicolon at its end. */
export class StatementText {
  readonly #text: string;

  /** @param text as much of it as is known */
  constructor(text: string) {
    this.#text = asCompared(text);
  }

  /** Tells whether it begins so. */
  begins(how: RegExp): boolean {
    return how.test(this.#text);
  }

  /** Tells whether it is as a pattern says, in which `*` is any text; what comes behind a space need not be said. */
  fits(pattern: string): boolean {
    const compared = asCompared(pattern);
    return matchesGlob(compared, this.#text) || matchesGlob(`${compared} *`, this.#text);
  }
}

function asCompared(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replace(/^ /, "")
    .replace(/[; ]+$/, "")
    .toLowerCase();
}
