import { NumberLine } from "./number-line.ts";

/** A whole reply, as much of it as says what it is. */
export interface Reply {
  /** Its first byte as a character: `-` for an error. */
  readonly type: string;
  /** The beginning of an error's text, or of the first element of an array or push. */
  readonly text: string;
  /** The last integer in it. */
  readonly number: number;
  readonly startedMs: number;
}

/** Is told of the replies that a server sends, pushes among them. */
export interface ReplyListener {
  /** The first byte of a reply has come; tells whether what follows is to be followed. */
  begins(type: string, nowMs: number): boolean;
  ended(reply: Reply, nowMs: number): void;
  /** The bytes stopped making sense; nothing more will be told. */
  malformed(): void;
}

const NEWLINE = 10;
/** Of a reply's text. */
export const REPLY_TEXT_CHARS = 100;
/** More elements or bytes than any reply has. */
const MOST = 2 ** 40;

/** Simple types, whose line holds all: string, error, null, boolean, double, big number. */
const LINES = "+-_#,(";
/** Types with a length: string, error, verbatim string. */
const BULKS = "$!=";
const TEXT_FROM_ITSELF = "-!";
const TEXT_FROM_ELEMENT = "*>";
/** Elements for each one that is counted; the last is of attributes, which come before what they belong to. */
const AGGREGATES: Readonly<Record<string, number>> = { "*": 1, "~": 1, ">": 1, "%": 2, "|": 2 };

type State = "element" | "line" | "integer" | "size" | "bulk" | "count" | "stopped";

/**
 * Finds the replies of Redis in a stream of bytes (RESP2 and RESP3), however it is cut. Nesting costs nothing: elements
 * that are still to come are a number, whatever they are in.
 */
export class ReplyScanner {
  readonly #listener: ReplyListener;
  #number = new NumberLine();
  #state: State = "element";
  /** Elements of the reply that are still to come, itself among them; 0 between replies. */
  #leftElements = 0;
  #leftBytes = 0;
  /** Of the reply; empty while none has begun, or only its attributes have. */
  #type = "";
  #elementType = "";
  #startedMs = 0;
  #text = "";
  #textIs: "to come" | "here" | "over" = "over";
  #integer = 0;

  constructor(listener: ReplyListener) {
    this.#listener = listener;
  }

  /** True when no reply is under way. */
  get isBetween(): boolean {
    return this.#state === "element" && this.#leftElements === 0;
  }

  /** The beginning of the text of the reply that is under way, as far as it has come. */
  get text(): string {
    return this.#text;
  }

  /** Makes a scanner that goes on from here, and tells another. */
  fork(listener: ReplyListener): ReplyScanner {
    const scanner = new ReplyScanner(listener);
    scanner.#number = this.#number.copy();
    scanner.#state = this.#state;
    scanner.#leftElements = this.#leftElements;
    scanner.#leftBytes = this.#leftBytes;
    scanner.#type = this.#type;
    scanner.#elementType = this.#elementType;
    return scanner;
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length && this.#state !== "stopped") at = this.step(chunk, at, nowMs);
  }

  /** Looks at the chunk from an index on, as far as what is there is one part. @returns the index at which that ends */
  step(chunk: Buffer, at: number, nowMs: number): number {
    switch (this.#state) {
      case "element":
        return this.#beginElement(chunk, at, nowMs);
      case "line":
        return this.#scanLine(chunk, at, nowMs);
      case "bulk":
        return this.#scanBulk(chunk, at, nowMs);
      case "stopped":
        return chunk.length;
      default:
        return this.#scanNumber(chunk, at, nowMs);
    }
  }

  #beginElement(chunk: Buffer, at: number, nowMs: number): number {
    // A primary that prepares to send its data keeps the connection alive with empty lines.
    if (this.#leftElements === 0 && chunk[at] === NEWLINE) return at + 1;
    const type = String.fromCharCode(chunk[at] ?? 0);
    const state = stateAfter(type);
    if (state === undefined) return this.#giveUp(chunk);
    if (this.#leftElements === 0) {
      this.#leftElements = 1;
      this.#startedMs = nowMs;
    }
    if (this.#textIs === "to come") this.#textIs = "here";
    else if (this.#textIs === "here") this.#textIs = "over";
    if (this.#type === "" && this.#leftElements === 1 && type !== "|" && !this.#beginReply(type, nowMs))
      return chunk.length;
    this.#elementType = type;
    this.#state = state;
    return at + 1;
  }

  /** The type of the reply itself is known: false where it isn't to be followed. */
  #beginReply(type: string, nowMs: number): boolean {
    this.#type = type;
    this.#text = "";
    if (TEXT_FROM_ITSELF.includes(type)) this.#textIs = "here";
    else this.#textIs = TEXT_FROM_ELEMENT.includes(type) ? "to come" : "over";
    if (this.#listener.begins(type, nowMs)) return true;
    this.#state = "stopped";
    return false;
  }

  #scanLine(chunk: Buffer, at: number, nowMs: number): number {
    const newline = chunk.indexOf(NEWLINE, at);
    const end = newline === -1 ? chunk.length : newline;
    this.#keepText(chunk, at, end);
    if (newline === -1) return end;
    this.#endElement(nowMs);
    return end + 1;
  }

  #scanBulk(chunk: Buffer, at: number, nowMs: number): number {
    const bytes = Math.min(chunk.length - at, this.#leftBytes);
    this.#keepText(chunk, at, at + bytes);
    this.#leftBytes -= bytes;
    if (this.#leftBytes === 0) this.#endElement(nowMs);
    return at + bytes;
  }

  #scanNumber(chunk: Buffer, from: number, nowMs: number): number {
    const at = this.#number.read(chunk, from);
    const number = this.#number.take();
    if (number === undefined) return at;
    if (this.#state === "integer") {
      this.#integer = number;
      this.#endElement(nowMs);
      return at;
    }
    if (!(number <= MOST) || this.#leftElements > MOST) return this.#giveUp(chunk);
    if (this.#state === "count") this.#leftElements += Math.max(number, 0) * (AGGREGATES[this.#elementType] ?? 1);
    // A length of -1 is RESP2's null.
    const isBulk = this.#state === "size" && number >= 0;
    this.#leftBytes = number + 2;
    this.#state = isBulk ? "bulk" : "element";
    if (!isBulk && this.#elementType !== "|") this.#endElement(nowMs);
    return at;
  }

  #keepText(chunk: Buffer, from: number, to: number): void {
    if (this.#textIs !== "here") return;
    this.#text += chunk.toString("latin1", from, Math.min(to, from + REPLY_TEXT_CHARS - this.#text.length));
  }

  #endElement(nowMs: number): void {
    this.#state = "element";
    this.#leftElements--;
    if (this.#leftElements > 0) return;
    const reply = { type: this.#type, text: this.#text.trimEnd(), number: this.#integer, startedMs: this.#startedMs };
    this.#type = "";
    this.#textIs = "over";
    this.#listener.ended(reply, nowMs);
  }

  #giveUp(chunk: Buffer): number {
    this.#state = "stopped";
    this.#listener.malformed();
    return chunk.length;
  }
}

function stateAfter(type: string): State | undefined {
  if (LINES.includes(type)) return "line";
  if (BULKS.includes(type)) return "size";
  if (type === ":") return "integer";
  return AGGREGATES[type] === undefined ? undefined : "count";
}
