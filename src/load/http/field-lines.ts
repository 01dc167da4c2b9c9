import { MalformedAnswerError, type MalformedPart } from "./answer-error.ts";

const CR = 13;
const LF = 10;
const COLON = 58;

/** Kinds of bytes, as bits: those of a name (RFC 9110, 5.6.2: a token) and those of text (5.5: a field's value). */
const NAME = 1;
const TEXT = 2;

const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  return (/[\w!#$%&'*+.^`|~-]/.test(char) ? NAME : 0) | (/[\t\x20-\x7e\x80-\xff]/.test(char) ? TEXT : 0);
});

/** Returned in place of an index where more bytes are needed to tell. */
export const NOT_YET = -1;

/** Told of each field, by the indices at which its name and its value begin and end. */
export interface FieldSink {
  field(bytes: Buffer, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void;
}

/** Index of the first byte from `from` on, and before `to`, that isn't text; `to` where all are. */
export function afterText(bytes: Buffer, from: number, to: number): number {
  return after(TEXT, bytes, from, to);
}

/** Index after the CR LF that must be at `at`; a bare LF ends no line. */
export function afterLineEnd(bytes: Buffer, at: number, to: number, part: MalformedPart): number {
  if (at < to && bytes[at] !== CR) throw new MalformedAnswerError(part);
  if (at + 1 < to && bytes[at + 1] !== LF) throw new MalformedAnswerError(part);
  return at + 2 <= to ? at + 2 : NOT_YET;
}

/** Reads fields, of a head or a trailer, up to the empty line that ends them. Returns the index after that. */
export function readFieldLines(bytes: Buffer, from: number, to: number, sink: FieldSink): number {
  let at = from;
  while (at !== NOT_YET && at < to) {
    if (bytes[at] === CR) return afterLineEnd(bytes, at, to, "header");
    at = readFieldLine(bytes, at, to, sink);
  }
  return NOT_YET;
}

/** A line that begins with a blank, which would go on with the value before it, has no name and is refused (RFC 9112, 5.2). */
function readFieldLine(bytes: Buffer, nameStart: number, to: number, sink: FieldSink): number {
  const nameEnd = after(NAME, bytes, nameStart, to);
  if (nameEnd === to) return NOT_YET;
  if (nameEnd === nameStart || bytes[nameEnd] !== COLON) throw new MalformedAnswerError("header");
  let valueStart = nameEnd + 1;
  while (valueStart < to && isBlank(bytes[valueStart])) valueStart++;
  const textEnd = afterText(bytes, valueStart, to);
  const end = afterLineEnd(bytes, textEnd, to, "header");
  if (end === NOT_YET) return NOT_YET;
  let valueEnd = textEnd;
  while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd--;
  sink.field(bytes, nameStart, nameEnd, valueStart, valueEnd);
  return end;
}

function after(kind: number, bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && ((kinds[bytes[at] ?? 0] ?? 0) & kind) !== 0) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}
