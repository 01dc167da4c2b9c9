import { NumberLine } from "./number-line.ts";

/** Is told of the commands that a caller sends. */
export interface CommandListener {
  /**
   * A command has come as far as enough of its words, or as many characters as are kept; the last word may be cut.
   * `startedMs`: its first byte.
   */
  command(words: readonly string[], startedMs: number): void;
  /** The bytes stopped making sense; nothing more will be told. */
  malformed(): void;
}

const NEWLINE = 10;
const RETURN = 13;
const DOLLAR = 36;
const STAR = 42;
/** Redis takes neither more arguments nor longer ones. */
const MOST_ARGUMENTS = 2 ** 31;
const LONGEST_BYTES = 2 ** 40;

/** The part of a command that is wanted. */
export interface WantedWords {
  /** As many as are kept, with one for each word. */
  readonly chars: number;
  /** Tells whether these words, which are whole, are enough. */
  isEnough(words: readonly string[]): boolean;
}

type State = "start" | "inline" | "count" | "dollar" | "size" | "argument" | "stopped";

/** Finds Redis' commands in a stream of bytes (RESP arrays of bulk strings, or lines), however it is cut. */
export class CommandScanner {
  readonly #listener: CommandListener;
  readonly #wanted: WantedWords;
  #number = new NumberLine();
  #state: State = "start";
  #startedMs = 0;
  #argumentsLeft = 0;
  /** Of an argument, with the line end after it. */
  #leftBytes = 0;
  #words: string[] = [];
  #word = "";
  /** Characters that may still be kept. */
  #leftChars = 0;
  #isTold = false;

  constructor(listener: CommandListener, wanted: WantedWords) {
    this.#listener = listener;
    this.#wanted = wanted;
  }

  /** True when no command is under way. */
  get isBetween(): boolean {
    return this.#state === "start";
  }

  /** Makes a scanner that goes on from here, and tells another; of a command that is under way it tells nothing. */
  fork(listener: CommandListener, wanted: WantedWords): CommandScanner {
    const scanner = new CommandScanner(listener, wanted);
    scanner.#number = this.#number.copy();
    scanner.#state = this.#state;
    scanner.#argumentsLeft = this.#argumentsLeft;
    scanner.#leftBytes = this.#leftBytes;
    scanner.#isTold = true;
    return scanner;
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length && this.#state !== "stopped") at = this.step(chunk, at, nowMs);
  }

  /** Looks at the chunk from an index on, as far as what is there is one part. @returns the index at which that ends */
  step(chunk: Buffer, at: number, nowMs: number): number {
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
      case "stopped":
        return chunk.length;
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
    this.#leftChars = this.#wanted.chars;
    this.#isTold = false;
    this.#state = byte === STAR ? "count" : "inline";
    return byte === STAR ? at + 1 : at;
  }

  #scanInline(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(NEWLINE, at);
    const end = newline === -1 ? chunk.length : newline;
    this.#keep(chunk, at, end);
    if (!this.#isTold && (newline !== -1 || this.#leftChars === 0)) {
      this.#words = this.#word.split(/[ \t\r]+/).filter((word) => word !== "");
      if (this.#words.length > 0) this.#tell();
    }
    if (newline === -1) return end;
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
    // Without the line end.
    this.#keep(chunk, at, at + Math.min(bytes, Math.max(this.#leftBytes - 2, 0)));
    this.#leftBytes -= bytes;
    if (this.#leftBytes === 0) this.#endArgument();
    else if (!this.#isTold && this.#leftChars === 0) this.#endWord();
    return at + bytes;
  }

  #endArgument(): void {
    this.#argumentsLeft--;
    this.#state = this.#argumentsLeft > 0 ? "dollar" : "start";
    if (!this.#isTold) this.#endWord();
  }

  #endWord(): void {
    this.#words.push(this.#word);
    this.#word = "";
    this.#leftChars = Math.max(this.#leftChars - 1, 0);
    const isEnough = this.#argumentsLeft === 0 || this.#leftChars === 0 || this.#wanted.isEnough(this.#words);
    if (isEnough) this.#tell();
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    if (this.#isTold || to <= from) return;
    const kept = chunk.toString("latin1", from, Math.min(to, from + this.#leftChars));
    this.#word += kept;
    this.#leftChars -= kept.length;
  }

  #tell(): void {
    this.#isTold = true;
    this.#listener.command(this.#words, this.#startedMs);
  }

  #giveUp(chunk: Buffer): number {
    this.#state = "stopped";
    this.#listener.malformed();
    return chunk.length;
  }
}
