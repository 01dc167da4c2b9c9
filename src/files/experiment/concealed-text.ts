/**
 * A text with values in it that must not be written down. However it gets into a message, a journal or a report, each of
 * them stands there as the variable that it came from: `Bearer ${TOKEN}`.
 */
export class ConcealedText {
  readonly shown: string;
  readonly #text: string;

  constructor(text: string, shown: string) {
    this.#text = text;
    this.shown = shown;
  }

  /** The text itself, for whoever it is sent to. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return this.shown;
  }

  toJSON(): string {
    return this.shown;
  }
}

/** A text of an experiment that is sent somewhere. One that was read from a journal is what was shown of it. */
export type SentText = string | ConcealedText;

/** The text to send. */
export function reveal(text: SentText): string {
  return typeof text === "string" ? text : text.reveal();
}

/** A base URL without slashes at its end, for paths that begin with one. */
export function withoutSlash(url: SentText): SentText {
  const cut = (text: string) => text.replace(/\/+$/, "");
  return typeof url === "string" ? cut(url) : new ConcealedText(cut(url.reveal()), cut(url.shown));
}
