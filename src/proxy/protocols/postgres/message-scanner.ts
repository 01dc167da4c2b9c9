/** Is told of the messages in one direction of a connection. */
export interface MessageListener {
  /** A message's head has come: its type as a character. */
  begins?(type: string, startedMs: number): void;
  /** A message of the start-up has come as far as its code; tells whether messages have types from now on. */
  startsUp?(code: number, startedMs: number): boolean;
  /** As much of a message's body has come as is kept of its type; told of those alone of which something is. */
  known?(type: string, beginning: string): void;
  /** A message's last byte has passed. `beginning`: of its body, as much as is kept of its type. */
  ended?(type: string, beginning: string, nowMs: number): void;
  /** The bytes stopped making sense; nothing more will be told. */
  malformed(): void;
}

/** A type and a length; without a type a length and a code. */
const HEAD_BYTES = 5;
const STARTUP_HEAD_BYTES = 8;
const LENGTH_BYTES = 4;
/** Number of characters of a body's beginning that are wanted, by type. */
export type KeptChars = Readonly<Record<string, number>>;

/** Finds PostgreSQL's messages (protocol 3.0) in a stream of bytes, however it is cut. */
export class MessageScanner {
  readonly #listener: MessageListener;
  readonly #types: string;
  readonly #keptChars: KeptChars;
  readonly #head = Buffer.alloc(STARTUP_HEAD_BYTES);
  #isStartingUp: boolean;
  #isStopped = false;
  #headBytes = 0;
  #leftBytes = 0;
  #startedMs = 0;
  #type = "";
  #beginning = "";
  /** Characters of the body that are still wanted. */
  #leftChars = 0;

  /**
   * @param types those that there are, a character each
   * @param isStartingUp true where the first messages have no types
   */
  constructor(listener: MessageListener, types: string, keptChars: KeptChars, isStartingUp: boolean) {
    this.#listener = listener;
    this.#types = types;
    this.#keptChars = keptChars;
    this.#isStartingUp = isStartingUp;
  }

  /** True when no message is under way, and messages have types. */
  get isBetween(): boolean {
    return this.#headBytes === 0 && this.#leftBytes === 0 && !this.#isStartingUp;
  }

  /** Makes a scanner that goes on from here, and tells another. */
  fork(listener: MessageListener, keptChars: KeptChars): MessageScanner {
    const scanner = new MessageScanner(listener, this.#types, keptChars, this.#isStartingUp);
    this.#head.copy(scanner.#head);
    scanner.#isStopped = this.#isStopped;
    scanner.#headBytes = this.#headBytes;
    scanner.#leftBytes = this.#leftBytes;
    scanner.#type = this.#type;
    scanner.#beginning = this.#beginning;
    scanner.#leftChars = this.#leftChars;
    return scanner;
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length && !this.#isStopped) at = this.step(chunk, at, nowMs);
  }

  /** Looks at the chunk from an index on, as far as what is there is one part. @returns the index at which that ends */
  step(chunk: Buffer, at: number, nowMs: number): number {
    if (this.#isStopped) return chunk.length;
    return this.#leftBytes > 0 ? this.#scanBody(chunk, at, nowMs) : this.#scanHead(chunk, at, nowMs);
  }

  #scanHead(chunk: Buffer, from: number, nowMs: number): number {
    if (this.#headBytes === 0) this.#startedMs = nowMs;
    const wanted = this.#isStartingUp ? STARTUP_HEAD_BYTES : HEAD_BYTES;
    const bytes = Math.min(chunk.length - from, wanted - this.#headBytes);
    chunk.copy(this.#head, this.#headBytes, from, from + bytes);
    this.#headBytes += bytes;
    if (this.#headBytes < wanted) return from + bytes;
    this.#headBytes = 0;
    if (!(this.#isStartingUp ? this.#beginStartUp() : this.#begin())) {
      this.#isStopped = true;
      this.#listener.malformed();
    } else if (this.#leftBytes === 0) this.#end(nowMs);
    return from + bytes;
  }

  /** False where the head can't be one. */
  #begin(): boolean {
    this.#type = String.fromCharCode(this.#head[0] ?? 0);
    this.#leftBytes = this.#head.readInt32BE(1) - LENGTH_BYTES;
    this.#beginning = "";
    this.#leftChars = this.#keptChars[this.#type] ?? 0;
    if (this.#leftBytes < 0 || !this.#types.includes(this.#type)) return false;
    this.#listener.begins?.(this.#type, this.#startedMs);
    return true;
  }

  #beginStartUp(): boolean {
    this.#type = "";
    this.#beginning = "";
    this.#leftBytes = this.#head.readInt32BE(0) - STARTUP_HEAD_BYTES;
    if (this.#leftBytes < 0) return false;
    this.#isStartingUp = this.#listener.startsUp?.(this.#head.readInt32BE(LENGTH_BYTES), this.#startedMs) !== true;
    return true;
  }

  #scanBody(chunk: Buffer, at: number, nowMs: number): number {
    const bytes = Math.min(chunk.length - at, this.#leftBytes);
    if (this.#leftChars > 0) this.#keep(chunk, at, at + bytes);
    this.#leftBytes -= bytes;
    if (this.#leftBytes === 0) this.#end(nowMs);
    return at + bytes;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    const kept = chunk.toString("latin1", from, Math.min(to, from + this.#leftChars));
    this.#beginning += kept;
    this.#leftChars -= kept.length;
    if (this.#leftChars === 0) this.#listener.known?.(this.#type, this.#beginning);
  }

  #end(nowMs: number): void {
    if (this.#leftChars > 0) this.#listener.known?.(this.#type, this.#beginning);
    this.#leftChars = 0;
    this.#listener.ended?.(this.#type, this.#beginning, nowMs);
  }
}
