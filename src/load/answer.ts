/** Of a body no more is kept, in bytes: a value that lies beyond isn't found. */
const BODY_MAX = 1024 * 1024;

/** Header values by lower-case name; several where a header came several times. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer as it comes in, kept for what is taken of it. */
export class Answer {
  headers: AnswerHeaders = {};
  readonly #keepsBody: boolean;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #text: string | undefined;
  #json: { readonly value: unknown } | undefined;

  /** @param keepsBody false where nothing is taken from the body */
  constructor(keepsBody: boolean) {
    this.#keepsBody = keepsBody;
  }

  /** Copies what it keeps: the chunk may be overwritten afterwards. */
  add(chunk: Buffer): void {
    if (!this.#keepsBody || this.#length >= BODY_MAX) return;
    this.#chunks.push(Buffer.from(chunk.subarray(0, BODY_MAX - this.#length)));
    this.#length += chunk.length;
  }

  /** The body, as UTF-8, once it is complete; empty where it isn't kept. */
  text(): string {
    this.#text ??= Buffer.concat(this.#chunks).toString();
    return this.#text;
  }

  /** The body, as JSON, once it is complete; undefined where it is none. */
  json(): unknown {
    this.#json ??= { value: parseJson(this.text()) };
    return this.#json.value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An answer that is no JSON has none of the values that are looked for in it.
    return undefined;
  }
}
