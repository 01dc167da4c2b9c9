import { NumberLine } from "./number-line.ts";

/** Is told of the commands that a caller sends. */
export interface CommandListener {
  /**
   * A command has come as far as its first words, in lower case and cut to 32 characters. `startedMs`: its first byte.
   */
  command(words: readonly string[], startedMs: number): void;
  /** The bytes stopped making sense; nothing more will be told. */
  malformed(): void;
}

const NEWLINE = 10;
const RETURN = 13;
const DOLLAR = 36;
const STAR = 42;
const WORD_CHARS = 32;
/** An inline command's beginning that is looked at. */
const INLINE_CHARS = 256;
/** Redis takes neither more arguments nor longer ones. */
const MOST_ARGUMENTS = 2 ** 31;
const LONGEST_BYTES = 2 ** 40;

/** Commands whose later words say what they do to the answers, and how many words are needed to know. */
const WORDS_NEEDED: ReadonlyMap<string, number> = new Map([
  ["client", 3],
  ["xread", 4],
  ["xreadgroup", 7],
]);

type State = "start" | "inline" | "count" | "dollar" | "size" | "argument" | "stopped";

/** Finds Redis' commands in a stream of bytes (RESP arrays of bulk strings, or lines), however it is cut. */
export class CommandScanner {
  readonly #listener: CommandListener;
  readonly #number = new NumberLine();
  #state: State = "start";
  #startedMs = 0;
  #argumentsLeft = 0;
  /** Of an argument, with the line end after it. */
  #leftBytes = 0;
  #words: string[] = [];
  #word = "";
  #isTold = false;

  constructor(listener: CommandListener) {
    this.#listener = listener;
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length && this.#state !== "stopped") at = this.#step(chunk, at, nowMs);
  }

  #step(chunk: Buffer, at: number, nowMs: number): number {
    switch (this.#state) {
      case "start":
        return this.#start(chunk[at] ?? 0, at, nowMs);
      case "inline":
        return this.#scanInline(chunk, at);
      case "dollar":
        if (chunk[at] !== DOLLAR) return this.#giveUp(chunk);
        this.#state = "size";
        return at + 1;
      case "argument":
        return this.#scanArgument(chunk, at);
      default:
        return this.#scanNumber(chunk, at);
    }
  }

  #start(byte: number, at: number, nowMs: number): number {
    // Lines without a word are no commands.
    if (byte === RETURN || byte === NEWLINE) return at + 1;
    this.#startedMs = nowMs;
    this.#words = [];
    this.#word = "";
    this.#isTold = false;
    this.#state = byte === STAR ? "count" : "inline";
    return byte === STAR ? at + 1 : at;
  }

  #scanInline(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(NEWLINE, at);
    const end = newline === -1 ? chunk.length : newline;
    this.#word += chunk.toString("latin1", at, Math.min(end, at + INLINE_CHARS - this.#word.length));
    if (newline === -1) return end;
    const words = this.#word.split(/[ \t\r]+/).filter((word) => word !== "");
    if (words.length > 0) this.#listener.command(words.map(asWord), this.#startedMs);
    this.#state = "start";
    return end + 1;
  }

  #scanNumber(chunk: Buffer, from: number): number {
    const at = this.#number.read(chunk, from);
    const number = this.#number.take();
    if (number === undefined) return at;
    const isCount = this.#state === "count";
    if (isCount ? !(number <= MOST_ARGUMENTS) : !(number >= 0 && number <= LONGEST_BYTES)) return this.#giveUp(chunk);
    if (isCount) {
      this.#argumentsLeft = number;
      // Redis ignores an array without elements.
      this.#state = number > 0 ? "dollar" : "start";
    } else {
      this.#leftBytes = number + 2;
      this.#state = "argument";
    }
    return at;
  }

  #scanArgument(chunk: Buffer, at: number): number {
    const bytes = Math.min(chunk.length - at, this.#leftBytes);
    if (!this.#isTold)
      this.#word += chunk.toString("latin1", at, at + Math.min(bytes, WORD_CHARS + 2 - this.#word.length));
    this.#leftBytes -= bytes;
    if (this.#leftBytes === 0) this.#endArgument();
    return at + bytes;
  }

  #endArgument(): void {
    this.#argumentsLeft--;
    this.#state = this.#argumentsLeft > 0 ? "dollar" : "start";
    if (this.#isTold) return;
    this.#words.push(asWord(this.#word));
    this.#word = "";
    this.#isTold = this.#argumentsLeft === 0 || this.#words.length >= (WORDS_NEEDED.get(this.#words[0] ?? "") ?? 1);
    if (this.#isTold) this.#listener.command(this.#words, this.#startedMs);
  }

  #giveUp(chunk: Buffer): number {
    this.#state = "stopped";
    this.#listener.malformed();
    return chunk.length;
  }
}

function asWord(text: string): string {
  return text.slice(0, WORD_CHARS).trimEnd().toLowerCase();
}
