/** A JSON value as Go's decoder sees it: numbers keep their text, objects their order and repeated names. */
export type GoValue =
  | { readonly kind: "null" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "number"; readonly literal: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly GoValue[] }
  | { readonly kind: "object"; readonly fields: readonly (readonly [string, GoValue])[] };

/** Error of Go's encoding/json for bytes that aren't JSON. */
export class GoSyntaxError extends Error {}

/** Go allows 10,000; nothing that this API takes is nested more than four deep. */
const MAX_DEPTH = 1000;

/**
 * Reads the first JSON value of a body and, like Go's `json.Decoder`, ignores what follows it. Throws a
 * GoSyntaxError in the words of Go's encoding/json, which clients of Toxiproxy are shown.
 */
export function parseGoJson(body: Buffer): GoValue {
  const reader = new Reader(body.toString("latin1"));
  reader.skipSpace();
  if (reader.isAtEnd) throw new GoSyntaxError("EOF");
  return reader.value("looking for beginning of value", 0);
}

/** JSON as Go's `json.Marshal` writes it: also safe inside HTML. */
export function formatGoJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** Reads a text of one char a byte, for Go's errors name the byte that broke the rules. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipSpace(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  value(expecting: string, depth: number): GoValue {
    this.skipSpace();
    const char = this.#peek();
    if (depth > MAX_DEPTH) throw this.#invalid("exceeded max depth");
    if (char === "{") return this.#object(depth);
    if (char === "[") return this.#array(depth);
    if (char === '"') return { kind: "string", value: this.#string() };
    if (char === "-" || isDigit(char)) return { kind: "number", literal: this.#number() };
    if (char === "t") return this.#literal("true", { kind: "bool", value: true });
    if (char === "f") return this.#literal("false", { kind: "bool", value: false });
    if (char === "n") return this.#literal("null", { kind: "null" });
    throw this.#invalid(expecting);
  }

  #object(depth: number): GoValue {
    const fields: [string, GoValue][] = [];
    this.#at++;
    this.skipSpace();
    if (this.#peek() === "}") {
      this.#at++;
      return { kind: "object", fields };
    }
    for (;;) {
      this.skipSpace();
      if (this.#peek() !== '"') throw this.#invalid("looking for beginning of object key string");
      const name = this.#string();
      this.skipSpace();
      if (this.#peek() !== ":") throw this.#invalid("after object key");
      this.#at++;
      fields.push([name, this.value("looking for beginning of value", depth + 1)]);
      if (this.#listEnds("}", "after object key:value pair")) return { kind: "object", fields };
    }
  }

  #array(depth: number): GoValue {
    const items: GoValue[] = [];
    this.#at++;
    this.skipSpace();
    if (this.#peek() === "]") {
      this.#at++;
      return { kind: "array", items };
    }
    for (;;) {
      items.push(this.value("looking for beginning of value", depth + 1));
      if (this.#listEnds("]", "after array element")) return { kind: "array", items };
    }
  }

  /** Steps over a comma (false) or over the closing bracket (true). */
  #listEnds(close: string, context: string): boolean {
    this.skipSpace();
    const char = this.#peek();
    if (char !== "," && char !== close) throw this.#invalid(context);
    this.#at++;
    return char === close;
  }

  #string(): string {
    const start = this.#at++;
    for (let char = this.#peek(); char !== '"'; char = this.#peek()) {
      if (char < " ") throw this.#invalid("in string literal");
      this.#at++;
      if (char === "\\") this.#escape();
    }
    this.#at++;
    const raw = Buffer.from(this.#text.slice(start, this.#at), "latin1").toString("utf8");
    return JSON.parse(raw) as string;
  }

  #escape(): void {
    const char = this.#peek();
    if (!'"\\/bfnrtu'.includes(char)) throw this.#invalid("in string escape code");
    this.#at++;
    if (char !== "u") return;
    for (let digits = 0; digits < 4; digits++) {
      if (!/[0-9a-f]/i.test(this.#peek())) throw this.#invalid("in \\u hexadecimal character escape");
      this.#at++;
    }
  }

  #number(): string {
    const start = this.#at;
    if (this.#text[this.#at] === "-") this.#at++;
    if (this.#peek() === "0") this.#at++;
    else this.#digits("in numeric literal");
    if (this.#text[this.#at] === ".") {
      this.#at++;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text[this.#at] ?? "")) {
      this.#at++;
      if (/[+-]/.test(this.#peek())) this.#at++;
      this.#digits("in exponent of numeric literal");
    }
    return this.#text.slice(start, this.#at);
  }

  #digits(context: string): void {
    if (!isDigit(this.#peek())) throw this.#invalid(context);
    while (isDigit(this.#text[this.#at] ?? "")) this.#at++;
  }

  #literal(word: string, value: GoValue): GoValue {
    for (const expected of word) {
      if (this.#peek() !== expected) throw this.#invalid(`in literal ${word} (expecting ${quoteChar(expected)})`);
      this.#at++;
    }
    return value;
  }

  #peek(): string {
    const char = this.#text[this.#at];
    if (char === undefined) throw new GoSyntaxError("unexpected EOF");
    return char;
  }

  #invalid(context: string): GoSyntaxError {
    return new GoSyntaxError(`invalid character ${quoteChar(this.#peek())} ${context}`);
  }
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9" && char.length === 1;
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '"',
  "\\": "\\\\",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** A char in quotes as Go's error texts show it. */
function quoteChar(char: string): string {
  const code = char.charCodeAt(0);
  if (char in GO_ESCAPES) return `'${GO_ESCAPES[char]}'`;
  if (code < 0x20 || code === 0x7f) return `'\\x${code.toString(16).padStart(2, "0")}'`;
  const isPrintable = code < 0x7f || (code > 0xa0 && code !== 0xad);
  return isPrintable ? `'${char}'` : `'\\u${code.toString(16).padStart(4, "0")}'`;
}
