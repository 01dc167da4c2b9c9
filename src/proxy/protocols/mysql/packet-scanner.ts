/** A message, of which the first byte has come: a packet, or several of which all but the last are full. */
export interface MessageHead {
  /** Number of its first packet, from 0 to 255. */
  readonly sequence: number;
  /** True when that is the next after the one before, in this direction. */
  readonly follows: boolean;
  /** True when it begins a command of a caller's: the numbers begin anew. */
  readonly isCommand: boolean;
  /** Of its first packet, without the packet's head. */
  readonly bytes: number;
  /** Undefined where it is empty. */
  readonly first: number | undefined;
  /** The time at which the first byte of the packet's head came. */
  readonly startedMs: number;
}

/** Is told of the messages in one direction of a connection. */
export interface PacketListener {
  /** A message begins. @returns the number of its first bytes that are wanted */
  begins(head: MessageHead): number;
  /** The bytes that are wanted have come, or all that there are. Not told where none were wanted. */
  known?(beginning: Buffer): void;
  /** A message's last byte has passed. `beginning`: of it, as much as was wanted. */
  ended?(beginning: Buffer, head: MessageHead, nowMs: number): void;
}

/** Its length and its number. */
const HEAD_BYTES = 4;
/** A packet of this size is continued by the next. */
export const FULL_BYTES = 0xff_ff_ff;
const LAST_SEQUENCE = 255;
const NO_BYTES = Buffer.alloc(0);

/** Finds the messages of MySQL in a stream of bytes, however it is cut. */
export class PacketScanner {
  readonly #listener: PacketListener;
  /** Of the packet's head that have come. */
  #headBytes = 0;
  #packetBytes = 0;
  #packetSequence = 0;
  /** Of the packet under way. */
  #leftBytes = 0;
  /** True when what comes next is a part of the message that has begun. */
  #isContinued = false;
  #startedMs = 0;
  /** Undefined until the message's first byte has come. */
  #head: MessageHead | undefined;
  #sequence = -1;
  #wasEmpty = true;
  #beginning: Buffer = NO_BYTES;
  #missingBytes = 0;

  constructor(listener: PacketListener) {
    this.#listener = listener;
  }

  /** True when no message is under way. */
  get isBetween(): boolean {
    return this.#headBytes === 0 && this.#leftBytes === 0 && !this.#isContinued;
  }

  /** Makes a scanner that goes on from here, and tells another; of a message that is under way it tells nothing but its end. */
  fork(listener: PacketListener): PacketScanner {
    const scanner = new PacketScanner(listener);
    scanner.#headBytes = this.#headBytes;
    scanner.#packetBytes = this.#packetBytes;
    scanner.#packetSequence = this.#packetSequence;
    scanner.#leftBytes = this.#leftBytes;
    scanner.#isContinued = this.#isContinued;
    scanner.#head = this.#head;
    scanner.#sequence = this.#sequence;
    scanner.#wasEmpty = this.#wasEmpty;
    return scanner;
  }

  feed(chunk: Buffer, nowMs: number): void {
    let at = 0;
    while (at < chunk.length) at = this.step(chunk, at, nowMs);
  }

  /** Looks at the chunk from an index on, as far as what is there is one part. @returns the index at which that ends */
  step(chunk: Buffer, at: number, nowMs: number): number {
    return this.#leftBytes > 0 ? this.#scanBody(chunk, at, nowMs) : this.#scanHead(chunk, at, nowMs);
  }

  #scanHead(chunk: Buffer, from: number, nowMs: number): number {
    if (this.#headBytes === 0 && !this.#isContinued) this.#startedMs = nowMs;
    let at = from;
    while (at < chunk.length && this.#headBytes < HEAD_BYTES) this.#readHead(chunk[at++] ?? 0);
    if (this.#headBytes < HEAD_BYTES) return at;
    this.#headBytes = 0;
    this.#leftBytes = this.#packetBytes;
    if (this.#isContinued) this.#sequence = this.#packetSequence;
    if (this.#leftBytes > 0) return at;
    if (this.#head === undefined) this.#begin(undefined);
    this.#packetEnded(nowMs);
    return at;
  }

  /** Three bytes of the packet's size, the lowest first, and its number. */
  #readHead(byte: number): void {
    if (this.#headBytes === 0) this.#packetBytes = byte;
    else if (this.#headBytes < HEAD_BYTES - 1) this.#packetBytes += byte << (8 * this.#headBytes);
    else this.#packetSequence = byte;
    this.#headBytes++;
  }

  #begin(first: number | undefined): void {
    const sequence = this.#packetSequence;
    const follows = sequence === (this.#sequence + 1) % (LAST_SEQUENCE + 1);
    // Of a long file the numbers come round, and an empty message ends it.
    const comesRound = this.#sequence === LAST_SEQUENCE && !this.#wasEmpty;
    const bytes = this.#packetBytes;
    this.#head = {
      sequence,
      follows,
      isCommand: sequence === 0 && !comesRound,
      bytes,
      first,
      startedMs: this.#startedMs,
    };
    this.#sequence = sequence;
    this.#wasEmpty = bytes === 0;
    this.#beginning = NO_BYTES;
    this.#missingBytes = Math.min(this.#listener.begins(this.#head), bytes);
  }

  #scanBody(chunk: Buffer, at: number, nowMs: number): number {
    if (this.#head === undefined) this.#begin(chunk[at]);
    const bytes = Math.min(chunk.length - at, this.#leftBytes);
    if (this.#missingBytes > 0) this.#keep(chunk.subarray(at, at + Math.min(bytes, this.#missingBytes)));
    this.#leftBytes -= bytes;
    if (this.#leftBytes === 0) this.#packetEnded(nowMs);
    return at + bytes;
  }

  #keep(part: Buffer): void {
    this.#beginning = this.#beginning.length === 0 ? Buffer.from(part) : Buffer.concat([this.#beginning, part]);
    this.#missingBytes -= part.length;
    if (this.#missingBytes === 0) this.#listener.known?.(this.#beginning);
  }

  #packetEnded(nowMs: number): void {
    this.#isContinued = this.#packetBytes === FULL_BYTES;
    const head = this.#head;
    if (this.#isContinued || head === undefined) return;
    this.#head = undefined;
    this.#listener.ended?.(this.#beginning, head, nowMs);
  }
}
