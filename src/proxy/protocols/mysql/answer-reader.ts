import type { AnswerForm } from "./commands.ts";
import type { Handshake } from "./handshake.ts";
import { FULL_BYTES, type MessageHead } from "./packet-scanner.ts";

const OK = 0x00;
const END = 0xfe;
const FILE_WANTED = 0xfb;
/** Longer messages that begin like an end are rows, unless the end is an OK. */
const EOF_BYTES = 9;

/** In the status of a server. */
const MORE_RESULTS = 0x08;
const CURSOR_EXISTS = 0x40;

/** An OK with two numbers before its status; the head of a prepared statement; a number of columns. */
const HEAD_BYTES = 32;
const PREPARED_BYTES = 9;

/**
 * The progress of an answer with a message: there is `more` of it, it is `over`, the server waits for a `file` of the
 * caller's, or the message makes no sense.
 */
export type Progress = "more" | "over" | "file" | "malformed";

/** Follows the messages of one answer after the other. Errors, which end every answer, aren't shown to it. */
export class AnswerReader {
  readonly #handshake: Handshake;
  #awaits: "head" | "descriptions" | "rows" = "head";
  #descriptionsLeft = 0;

  constructor(handshake: Handshake) {
    this.#handshake = handshake;
  }

  /** True in the middle of a result, whose messages come one behind the other. */
  get isInResult(): boolean {
    return this.#awaits !== "head";
  }

  /** An error has ended the answer. */
  reset(): void {
    this.#awaits = "head";
  }

  /** Number of the first bytes of a message that are needed to read it, by its first one. */
  wantedBytes(first: number | undefined): number {
    return this.#awaits === "head" || first === END ? HEAD_BYTES : 0;
  }

  /** A message of an answer has come. */
  read(form: AnswerForm, message: Buffer, head: MessageHead): Progress {
    if (this.#awaits === "descriptions") return this.#description(form, message, head);
    if (this.#awaits === "rows" || form === "rows") return this.#row(message, head);
    switch (form) {
      case "login":
        return head.first === OK ? "over" : "more";
      case "prepared":
        return this.#prepared(message);
      case "result":
        return this.#result(message);
      default:
        return "over";
    }
  }

  #prepared(message: Buffer): Progress {
    if (message[0] !== OK || message.length < PREPARED_BYTES) return "malformed";
    const messages = this.#withEnd(message.readUInt16LE(5)) + this.#withEnd(message.readUInt16LE(7));
    return this.#describes(messages) ? "more" : "over";
  }

  #result(message: Buffer): Progress {
    const [first] = message;
    if (first === FILE_WANTED) return "file";
    if (first === OK) return this.#ended(statusOf(message));
    const [columns, at] = readNumber(message, 0);
    if (Number.isNaN(columns)) return "malformed";
    const follow = !this.#handshake.saysIfColumnsFollow || message[at] !== 0;
    if (!this.#describes(follow ? this.#withEnd(columns) : this.#endMessages)) this.#awaits = "rows";
    return "more";
  }

  #withEnd(descriptions: number): number {
    return descriptions === 0 ? 0 : descriptions + this.#endMessages;
  }

  /** Behind descriptions. */
  get #endMessages(): number {
    return this.#handshake.endsByOk ? 0 : 1;
  }

  #describes(messages: number): boolean {
    this.#descriptionsLeft = messages;
    if (messages > 0) this.#awaits = "descriptions";
    return messages > 0;
  }

  #description(form: AnswerForm, message: Buffer, head: MessageHead): Progress {
    this.#descriptionsLeft--;
    if (this.#descriptionsLeft > 0) return "more";
    this.#awaits = form === "prepared" ? "head" : "rows";
    if (form === "prepared") return "over";
    // The rows of a cursor are fetched by further commands.
    if (!this.#isEnd(head) || (statusOf(message) & CURSOR_EXISTS) === 0) return "more";
    this.reset();
    return "over";
  }

  #row(message: Buffer, head: MessageHead): Progress {
    if (!this.#isEnd(head)) {
      this.#awaits = "rows";
      return "more";
    }
    return this.#ended(statusOf(message));
  }

  #isEnd({ first, bytes }: MessageHead): boolean {
    return first === END && bytes < (this.#handshake.endsByOk ? FULL_BYTES : EOF_BYTES);
  }

  #ended(status: number): Progress {
    this.reset();
    if (Number.isNaN(status)) return "malformed";
    return (status & MORE_RESULTS) === 0 ? "over" : "more";
  }
}

/** The status that an OK or an end (EOF) tells; NaN where it isn't there. */
function statusOf(message: Buffer): number {
  const isEof = message[0] === END && message.length === 5;
  const at = isEof ? 3 : readNumber(message, readNumber(message, 1)[1])[1];
  return at + 2 <= message.length ? message.readUInt16LE(at) : Number.NaN;
}

/** Reads a number whose first byte tells its length. @returns the number, or NaN, and the index behind it */
function readNumber(message: Buffer, at: number): readonly [number: number, end: number] {
  const first = message[at] ?? 0xff;
  const bytes = { 252: 2, 253: 3, 254: 8 }[first];
  if (bytes === undefined) return [first < 0xfb ? first : Number.NaN, at + 1];
  if (at + 1 + bytes > message.length) return [Number.NaN, message.length];
  // Six bytes are more than anything has.
  return [message.readUIntLE(at + 1, Math.min(bytes, 6)), at + 1 + bytes];
}
