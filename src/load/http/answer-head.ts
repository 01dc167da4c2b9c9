import type { AnswerHeaders } from "../answer.ts";
import { MalformedAnswerError } from "./answer-error.ts";
import { afterLineEnd, afterText, type FieldSink, NOT_YET, readFieldLines } from "./field-lines.ts";

/** Longest head, and longest trailer, in bytes: as Node has it. */
export const HEAD_MAX = 16 * 1024;

const START = Buffer.from("HTTP/1.");
const SPACE = 32;
const ZERO = 48;
/** `HTTP/1.1 200` and the byte after it. */
const STATUS_LINE_MIN = 13;

/** Length of a body in bytes, or the thing that ends it. */
export type BodyLength = number | "chunked" | "until-close";

/** The head of an answer, but for what nobody needs to find its end. */
export interface AnswerHead {
  readonly status: number;
  /** Index after it in the bytes that it was read from. */
  readonly end: number;
  readonly body: BodyLength;
  /** True when another request may follow on its connection. */
  readonly keepsAlive: boolean;
  /** Time for which the server keeps an idle connection, in ms, where it says so. */
  readonly keepAliveMs: number | undefined;
}

/**
 * Reads a head from `from` on; undefined when `to` comes before its end. Whatever could be read in two ways is refused, so
 * that no broken answer passes for a whole one.
 * @param method of the request that it answers
 * @throws MalformedAnswerError
 */
export function readHead(bytes: Buffer, from: number, to: number, method: string): AnswerHead | undefined {
  const limit = Math.min(to, from + HEAD_MAX);
  const fieldsStart = readStatusLine(bytes, from, limit);
  const fields = new FramingFields();
  const end = fieldsStart === NOT_YET ? NOT_YET : readFieldLines(bytes, fieldsStart, limit, fields);
  if (end !== NOT_YET) return headOf(fields, statusAt(bytes, from), bytes[from + 7] === ZERO, method, end);
  if (limit < to) throw new MalformedAnswerError("long head");
  return undefined;
}

/** All fields of a head that `readHead` has read, as Latin-1. */
export function readHeaders(bytes: Buffer, from: number, to: number): AnswerHeaders {
  const headers: Record<string, string | string[]> = Object.create(null);
  readFieldLines(bytes, bytes.indexOf("\n", from) + 1, to, {
    field(source, nameStart, nameEnd, valueStart, valueEnd) {
      const name = source.toString("latin1", nameStart, nameEnd).toLowerCase();
      const value = source.toString("latin1", valueStart, valueEnd);
      const before = headers[name];
      headers[name] = before === undefined ? value : [before, value].flat();
    },
  });
  return headers;
}

/** Returns the index after it. */
function readStatusLine(bytes: Buffer, from: number, to: number): number {
  for (let n = 0; n < START.length && from + n < to; n++) {
    if (bytes[from + n] !== START[n]) throw new MalformedAnswerError("status line");
  }
  if (to - from < STATUS_LINE_MIN) return NOT_YET;
  const minor = bytes[from + 7];
  const status = statusAt(bytes, from);
  // HTTP/1.0 has no interim answers.
  const isKnown = (minor === ZERO && status >= 200) || (minor === ZERO + 1 && status >= 100);
  const isWell = isKnown && bytes[from + 8] === SPACE;
  if (!isWell) throw new MalformedAnswerError("status line");
  // The reason, and with it the space, may be left out.
  const textEnd = bytes[from + 12] === SPACE ? afterText(bytes, from + 13, to) : from + 12;
  return afterLineEnd(bytes, textEnd, to, "status line");
}

/** Three digits; NaN for anything else. */
function statusAt(bytes: Buffer, from: number): number {
  return decimalAt(bytes, from + 9, from + 12);
}

/** The value of digits and nothing else; NaN for anything else. */
function decimalAt(bytes: Buffer, from: number, to: number): number {
  if (from === to) return Number.NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The fields that say where an answer ends, and whether its connection goes on. */
class FramingFields implements FieldSink {
  length: number | undefined;
  /** The list of all fields of that name; undefined where there was none. So are the next two, but empty. */
  codings: string | undefined;
  connection = "";
  keepAlive = "";

  field(bytes: Buffer, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    switch (nameEnd - nameStart) {
      case 10:
        if (isNamed(CONNECTION, bytes, nameStart)) this.connection += `,${lowerCase(bytes, valueStart, valueEnd)}`;
        else if (isNamed(KEEP_ALIVE, bytes, nameStart)) this.keepAlive += `,${lowerCase(bytes, valueStart, valueEnd)}`;
        break;
      case 14:
        if (isNamed(CONTENT_LENGTH, bytes, nameStart)) this.#addLength(decimalAt(bytes, valueStart, valueEnd));
        break;
      case 17:
        if (isNamed(TRANSFER_ENCODING, bytes, nameStart)) {
          this.codings = `${this.codings ?? ""},${lowerCase(bytes, valueStart, valueEnd)}`;
        }
        break;
    }
  }

  /** Two lengths, even the same one twice, are a sign of somebody who smuggles. */
  #addLength(bytes: number): void {
    if (!Number.isSafeInteger(bytes) || this.length !== undefined) throw new MalformedAnswerError("length");
    this.length = bytes;
  }
}

function lowerCase(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("latin1", from, to).toLowerCase();
}

const CONNECTION = Buffer.from("connection");
const KEEP_ALIVE = Buffer.from("keep-alive");
const CONTENT_LENGTH = Buffer.from("content-length");
const TRANSFER_ENCODING = Buffer.from("transfer-encoding");

/** Tells if that name is there, in any case; as many bytes from there on are a name. */
function isNamed(name: Buffer, bytes: Buffer, from: number): boolean {
  for (let n = 0; n < name.length; n++) {
    // The bit that small letters have; no other byte of a name becomes a letter or a dash by it.
    if (((bytes[from + n] ?? 0) | 0x20) !== name[n]) return false;
  }
  return true;
}

function headOf(fields: FramingFields, status: number, isHttp10: boolean, method: string, end: number): AnswerHead {
  const { length, codings } = fields;
  // RFC 9112, 6.3: one of them is wrong, and nobody knows which.
  if (length !== undefined && codings !== undefined) throw new MalformedAnswerError("length");
  const declared = codings === undefined ? length : bodyLengthBy(codings);
  const isEmpty = status < 200 || status === 204 || status === 304;
  const body = isEmpty || method === "HEAD" ? 0 : (declared ?? "until-close");
  // A body where none may be would be taken for the next answer.
  const isClear = body !== "until-close" && !(isEmpty && (declared ?? 0) !== 0) && !(isHttp10 && codings !== undefined);
  return { status, end, body, keepsAlive: isClear && goesOn(fields, isHttp10), keepAliveMs: hintOf(fields.keepAlive) };
}

/** RFC 9112, 6.1 and 7: `chunked` comes once and last; without it, the connection's end is the body's. */
function bodyLengthBy(codings: string): BodyLength {
  // An empty element counts for nothing by one reading, and by another for a coding that is unknown.
  if (/,[\t ]*(?:,|$)/.test(codings)) throw new MalformedAnswerError("length");
  const names = listOf(codings);
  const chunkedAt = names.indexOf("chunked");
  if (chunkedAt !== -1 && chunkedAt < names.length - 1) throw new MalformedAnswerError("length");
  return chunkedAt === -1 ? "until-close" : "chunked";
}

function goesOn({ connection }: FramingFields, isHttp10: boolean): boolean {
  if (connection === "") return !isHttp10;
  const options = listOf(connection);
  return !options.includes("close") && (!isHttp10 || options.includes("keep-alive"));
}

function hintOf(keepAlive: string): number | undefined {
  const seconds = keepAlive === "" ? undefined : /,[\t ]*timeout=(\d{1,9})/.exec(keepAlive)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** RFC 9110, 5.6.1: empty elements don't count. */
function listOf(value: string): string[] {
  return value
    .split(",")
    .map((element) => element.replace(/^[\t ]+|[\t ]+$/g, ""))
    .filter((element) => element !== "");
}
