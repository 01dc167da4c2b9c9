/**
 * Bytes of a stream, by what they are:
 *
 * - `undecided`: that isn't known yet. They go on or are dropped together with what tells
 * - `found`: with those that were undecided, the beginning of what is looked for, or all of it
 * - `rest`: more of what was found
 * - `other`: nothing that is looked for, as are those that were undecided
 */
export type Piece = "undecided" | "found" | "rest" | "other";

/** The messages in a stream of bytes, some of which are looked for. */
export interface Messages<T> {
  /** True when no message is under way. */
  readonly isBetween: boolean;
  /** True when no messages can be seen any more. */
  readonly isOpaque: boolean;
  /** Reads on, as far as it is one part of a message. @returns the index at which that ends */
  step(chunk: Buffer, at: number): number;
  /** Tells whether a message that begins with this byte may be looked for. */
  mayBegin(byte: number): boolean;
  /** Gives what the message is, once that is known: what is looked for, or null. Asked where it may be, until it tells. */
  take(): T | null | undefined;
}

/** Cuts a stream, however it comes in chunks, where a message begins or ends that is looked for. */
export class MessageCutter<T> {
  /** The one that was found last. */
  found: T | undefined;
  readonly #messages: Messages<T>;
  /** The piece that more of the message under way is. The beginning of a first one has gone on before. */
  #then: Piece = "other";

  constructor(messages: Messages<T>) {
    this.#messages = messages;
  }

  /** True when some of what was found is yet to come. */
  get hasRest(): boolean {
    return !this.#messages.isBetween && !this.#messages.isOpaque;
  }

  /** Reads the first bytes of a chunk that isn't empty. @returns how many they are, from 1, and what */
  read(chunk: Buffer): readonly [bytes: number, piece: Piece] {
    const messages = this.#messages;
    if (messages.isOpaque) return [chunk.length, "other"];
    if (messages.isBetween) this.#then = messages.mayBegin(chunk[0] ?? 0) ? "undecided" : "other";
    let at = 0;
    let piece: Piece;
    do {
      at = messages.step(chunk, at);
      piece = this.#pieceRead();
      this.#then = piece === "found" ? "rest" : piece;
    } while (at < chunk.length && !this.#isCutBefore(chunk[at] ?? 0, piece));
    return [at, piece];
  }

  #pieceRead(): Piece {
    if (this.#messages.isOpaque) return "other";
    if (this.#then !== "undecided") return this.#then;
    const taken = this.#messages.take();
    if (taken === null) return "other";
    if (taken === undefined) return this.#messages.isBetween ? "other" : "undecided";
    this.found = taken;
    return "found";
  }

  #isCutBefore(next: number, piece: Piece): boolean {
    const { isBetween } = this.#messages;
    if (piece === "other") return isBetween && this.#messages.mayBegin(next);
    return piece === "found" || isBetween;
  }
}
