/** The rule by which a message's body ends: after so many bytes, or in one of the ways below. */
export type Framing = number;
const CHUNKED: Framing = -1;
export const UNTIL_CLOSE: Framing = -2;
/** Framing of bytes that aren't HTTP/1 any more (an upgrade, a tunnel), or never was. */
export const OPAQUE: Framing = -3;

/** Longer heads and chunk-size lines than these are not taken for HTTP. */
const HEAD_LIMIT_CHARS = 64 * 1024;
const LINE_LIMIT_CHARS = 4 * 1024;

/** Is told of the messages in one direction of a connection. */
export interface MessageListener {
  /** The first byte of a message has come. */
  begins?(): void;
  /**
   * Tells whether a first line, which came without the rest of its head, can be one; when not, the bytes make no sense.
   */
  isHead?(firstLine: string): boolean;
  /** A head is complete, without its closing empty line; says how its body ends. `startedMs`: its first byte. */
  head(head: string, startedMs: number): Framing;
  /** The message's last byte has passed. */
  ended?(nowMs: number): void;
  /** The bytes stopped making sense; nothing more will be told. */
  malformed?(): void;
}

type State = "head" | "body" | "chunk-size" | "chunk-data" | "chunk-end" | "trailer" | "opaque";

/** A part of a message, in which the next byte of a stream is: `framing` is all that a chunked body has besides its content. */
export type Part = "head" | "content" | "framing" | "opaque";

const PARTS: Readonly<Record<State, Part>> = {
  head: "head",
  body: "content",
  "chunk-data": "content",
  "chunk-size": "framing",
  "chunk-end": "framing",
  trailer: "framing",
  opaque: "opaque",
};

/** CR LF after the data of a chunk. */
const CHUNK_END_BYTES = 2;

/** A line that ends without CR, which no head has. */
const BARE_LINE_FEED = /[^\r]\n/;

/** Characters that no first line has, and binary protocols that begin with a letter soon have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/**
 * Finds HTTP/1.1 messages in a stream of bytes (RFC 9112), however it is cut into chunks. Only looks: never
 * keeps, changes or delays bytes, and never throws.
 */
export class HttpScanner {
  readonly #listener: MessageListener;
  #state: State = "head";
  /** The part of a head or line that came in earlier chunks. */
  #partial = "";
  #startedMs = 0;
  #leftBytes = 0;

  constructor(listener: MessageListener) {
    this.#listener = listener;
  }

  /** True when a body runs that only the end of the connection ends. */
  get isUntilClose(): boolean {
    return this.#leftBytes === Number.POSITIVE_INFINITY;
  }

  /** The part that the next byte is in. */
  get part(): Part {
    return PARTS[this.#state];
  }

  /** True when a head has begun and isn't complete. */
  get isInHead(): boolean {
    return this.#state === "head" && this.#partial !== "";
  }

  /** Makes a scanner that goes on from here, and tells another. */
  fork(listener: MessageListener): HttpScanner {
    const scanner = new HttpScanner(listener);
    scanner.#state = this.#state;
    scanner.#partial = this.#partial;
    scanner.#startedMs = this.#startedMs;
    scanner.#leftBytes = this.#leftBytes;
    return scanner;
  }

  /** Looks no further. */
  stop(): void {
    this.#state = "opaque";
    this.#partial = "";
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length) at = this.step(chunk, at, nowMs);
  }

  /** Looks at the chunk from an index on, as far as what is there is one part. @returns the index at which that ends */
  step(chunk: Buffer, at: number, nowMs: number): number {
    switch (this.#state) {
      case "opaque":
        return chunk.length;
      case "head":
        return this.#scanHead(chunk, at, nowMs);
      case "body":
      case "chunk-data":
      case "chunk-end":
        return this.#skipBody(chunk, at, nowMs);
      default:
        return this.#scanLine(chunk, at, nowMs);
    }
  }

  #scanHead(chunk: Buffer, from: number, nowMs: number): number {
    let at = from;
    if (this.#partial === "") {
      // RFC 9112, 2.2: empty lines before a message are ignored.
      while (chunk[at] === 13 || chunk[at] === 10) at++;
      if (at > from) return at;
      this.#startedMs = nowMs;
      this.#listener.begins?.();
      if (this.#state === "opaque") return chunk.length;
      if (!isLetter(chunk[at] ?? 0)) return this.#giveUp(chunk);
    }
    const end = this.#headEnd(chunk, at);
    const head = this.#partial + chunk.toString("latin1", at, end === -1 ? chunk.length : end);
    if (head.length > HEAD_LIMIT_CHARS) return this.#giveUp(chunk);
    if (!this.#mayBeHead(head, end !== -1)) return this.#giveUp(chunk);
    if (end === -1) {
      this.#partial = head;
      return chunk.length;
    }
    this.#partial = "";
    this.#begin(this.#listener.head(head.slice(0, head.lastIndexOf("\r\n\r\n")), this.#startedMs), nowMs);
    return end;
  }

  /** Tells whether what has come can be a head, or the beginning of one. Only what is new is looked at: it may come byte by byte. */
  #mayBeHead(head: string, isWhole: boolean): boolean {
    const firstLineEnd = head.indexOf("\r\n");
    const firstLine = firstLineEnd === -1 ? head : head.slice(0, firstLineEnd);
    if (!isInFirstLine(firstLine.slice(this.#partial.length))) return false;
    if (isWhole) return true;
    if (BARE_LINE_FEED.test(head.slice(Math.max(0, this.#partial.length - 1)))) return false;
    return firstLineEnd === -1 || this.#listener.isHead?.(firstLine) !== false;
  }

  /**
   * Index in the chunk at which the head ends, after its empty line, which may have begun in an earlier chunk; or -1.
   */
  #headEnd(chunk: Buffer, at: number): number {
    if (this.#partial !== "") {
      const tail = this.#partial.slice(-3);
      const found = (tail + chunk.toString("latin1", at, at + 3)).indexOf("\r\n\r\n");
      if (found !== -1) return at + found + 4 - tail.length;
    }
    const found = chunk.indexOf("\r\n\r\n", at, "latin1");
    return found === -1 ? -1 : found + 4;
  }

  #begin(framing: Framing, nowMs: number): void {
    if (framing === OPAQUE || this.#state === "opaque") {
      this.stop();
    } else if (framing === CHUNKED) {
      this.#state = "chunk-size";
    } else if (framing === 0) {
      this.#end(nowMs);
    } else {
      this.#state = "body";
      this.#leftBytes = framing === UNTIL_CLOSE ? Number.POSITIVE_INFINITY : framing;
    }
  }

  #skipBody(chunk: Buffer, at: number, nowMs: number): number {
    const bytes = Math.min(chunk.length - at, this.#leftBytes);
    this.#leftBytes -= bytes;
    if (this.#leftBytes > 0) return at + bytes;
    if (this.#state === "chunk-data") {
      this.#state = "chunk-end";
      this.#leftBytes = CHUNK_END_BYTES;
    } else if (this.#state === "chunk-end") this.#state = "chunk-size";
    else this.#end(nowMs);
    return at + bytes;
  }

  /** Reads a chunk-size line, or a line of the trailer. */
  #scanLine(chunk: Buffer, at: number, nowMs: number): number {
    const newline = chunk.indexOf(10, at);
    const end = newline === -1 ? chunk.length : newline + 1;
    this.#partial += chunk.toString("latin1", at, end);
    if (this.#partial.length > LINE_LIMIT_CHARS) return this.#giveUp(chunk);
    if (newline === -1) return end;
    const line = this.#partial.trim();
    this.#partial = "";
    if (this.#state === "trailer") {
      if (line === "") this.#end(nowMs);
      return end;
    }
    const size = /^([0-9a-f]{1,13})[ \t]*(;|$)/i.exec(line)?.[1];
    if (size === undefined) return this.#giveUp(chunk);
    const bytes = Number.parseInt(size, 16);
    this.#state = bytes === 0 ? "trailer" : "chunk-data";
    this.#leftBytes = bytes;
    return end;
  }

  #end(nowMs: number): void {
    this.#state = "head";
    this.#leftBytes = 0;
    this.#listener.ended?.(nowMs);
  }

  #giveUp(chunk: Buffer): number {
    this.stop();
    this.#listener.malformed?.();
    return chunk.length;
  }
}

function isLetter(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

/** Tells whether bytes can be in the first line of a message. */
export function isInFirstLine(bytes: string): boolean {
  return !CONTROL.test(bytes);
}

/** The framing that a head's own fields ask for; undefined when it has none. */
export function framingOf(head: string): Framing | undefined {
  // RFC 9112, 6.3: a transfer coding overrides a length; one that doesn't end in chunked has no framing of its own.
  const coding = lastCodingOf(head);
  if (coding !== undefined) return coding === "chunked" ? CHUNKED : UNTIL_CLOSE;
  const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** RFC 9110, 5.3 and 5.6.1: several lines are one list, and its empty elements don't count. */
function lastCodingOf(head: string): string | undefined {
  const lines = head.match(/\r\ntransfer-encoding:[^\r\n]*/gi);
  if (lines === null) return undefined;
  const codings = lines.flatMap((line) => line.slice(line.indexOf(":") + 1).split(","));
  return codings.map((coding) => coding.trim().toLowerCase()).findLast((coding) => coding !== "");
}
