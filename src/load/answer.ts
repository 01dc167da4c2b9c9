/** Of a body no more is kept, in bytes: a value that lies beyond isn't found. */
const BODY_MAX = 1024 * 1024;

/** Header values by lower-case name; several where a header came several times. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer as it comes in, kept for what is taken of it. */
export class Answer {
  headers: AnswerHeaders = {};
  readonly #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    if (this.#length >= BODY_MAX) return;
    this.#chunks.push(chunk.subarray(0, BODY_MAX - this.#length));
    this.#length += chunk.length;
  }

  /** The body, as UTF-8. */
  text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}
