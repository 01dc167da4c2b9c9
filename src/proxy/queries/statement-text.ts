import { matchesGlob } from "../messages/glob.ts";
import { withoutLeadingComments } from "./leading-comments.ts";

/** The text of a statement of SQL, as it is compared: in any case, on one line, without the semicolon at its end. */
export class StatementText {
  readonly #text: string;
  /** The same without comments before it. */
  readonly #statement: string;

  /** @param text as much of it as is known */
  constructor(text: string) {
    const statement = withoutLeadingComments(text);
    this.#text = asCompared(text);
    this.#statement = statement === text ? this.#text : asCompared(statement);
  }

  /** Tells whether it begins so, behind comments. */
  begins(how: RegExp): boolean {
    return how.test(this.#statement);
  }

  /**
   * Tells whether it is as a pattern says, in which `*` is any text; what comes behind a space need not be said, nor comments
   * before the statement.
   */
  fits(pattern: string): boolean {
    const compared = asCompared(pattern);
    return [this.#statement, this.#text].some(
      (text) => matchesGlob(compared, text) || matchesGlob(`${compared} *`, text),
    );
  }
}

function asCompared(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replace(/^ /, "")
    .replace(/[; ]+$/, "")
    .toLowerCase();
}
