/** Is told of the messages in one direction of a connection. */
export interface MessageListener {
  /** A message's head has come: its type as a character. */
  begins?(type: string, startedMs: number): void;
  /** A message of the start-up has come as far as its code; tells whether messages have types from now on. */
  startsUp?(code: number, startedMs: number): boolean;
  /** A message's last byte has passed. `beginning`: of its body, where it is one of an error. */
  ended?(type: string, beginning: string, nowMs: number): void;
  /** The bytes stopped making sense; nothing more will be told. */
  malformed(): void;
}

/** A type and a length; without a type a length and a code. */
const HEAD_BYTES = 5;
const STARTUP_HEAD_BYTES = 8;
const LENGTH_BYTES = 4;
/** Enough of an error for its code, which comes before its text. */
const KEPT_CHARS = 200;

/** Finds PostgreSQL's messages (protocol 3.0) in a stream of bytes, however it is cut. */
export class MessageScanner {
  readonly #listener: MessageListener;
  readonly #types: string;
  readonly #kept: string | undefined;
  readonly #head = Buffer.alloc(STARTUP_HEAD_BYTES);
  #isStartingUp: boolean;
  #isStopped = false;
  #headBytes = 0;
  #leftBytes = 0;
  #startedMs = 0;
  #type = "";
  #beginning = "";

  /**
   * @param types those that there are, a character each
   * @param kept the one whose body's beginning is wanted, if any is
   * @param isStartingUp true where the first messages have no types
   */
  constructor(listener: MessageListener, types: string, kept: string | undefined, isStartingUp: boolean) {
    this.#listener = listener;
    this.#types = types;
    this.#kept = kept;
    this.#isStartingUp = isStartingUp;
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length && !this.#isStopped) {
      at = this.#leftBytes > 0 ? this.#scanBody(chunk, at, nowMs) : this.#scanHead(chunk, at, nowMs);
    }
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
    } else if (this.#leftBytes === 0) this.#listener.ended?.(this.#type, "", nowMs);
    return from + bytes;
  }

  /** False where the head can't be one. */
  #begin(): boolean {
    this.#type = String.fromCharCode(this.#head[0] ?? 0);
    this.#leftBytes = this.#head.readInt32BE(1) - LENGTH_BYTES;
    this.#beginning = "";
    if (this.#leftBytes < 0 || !this.#types.includes(this.#type)) return false;
    this.#listener.begins?.(this.#type, this.#startedMs);
    return true;
  }

  #beginStartUp(): boolean {
    this.#type = "";
    this.#leftBytes = this.#head.readInt32BE(0) - STARTUP_HEAD_BYTES;
    if (this.#leftBytes < 0) return false;
    this.#isStartingUp = this.#listener.startsUp?.(this.#head.readInt32BE(LENGTH_BYTES), this.#startedMs) !== true;
    return true;
  }

  #scanBody(chunk: Buffer, at: number, nowMs: number): number {
    const bytes = Math.min(chunk.length - at, this.#leftBytes);
    if (this.#type === this.#kept) {
      this.#beginning += chunk.toString("latin1", at, Math.min(at + bytes, at + KEPT_CHARS - this.#beginning.length));
    }
    this.#leftBytes -= bytes;
    if (this.#leftBytes === 0) this.#listener.ended?.(this.#type, this.#beginning, nowMs);
    return at + bytes;
  }
}
