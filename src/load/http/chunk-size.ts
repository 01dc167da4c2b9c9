import { MalformedAnswerError } from "./answer-error.ts";
import { afterLineEnd, afterText, NOT_YET } from "./field-lines.ts";

/** Longest line, in bytes. */
const LINE_MAX = 4 * 1024;

/** Digits, as many as a number holds for sure, and extensions, which mean nothing to anybody. */
const LINE = /^([\da-f]{1,13})(?:;[\w!#$%&'*+.^`|~-]+(?:=(?:[\w!#$%&'*+.^`|~-]+|"[^"\\]*"))?)*$/i;

export interface ChunkSize {
  /** 0 for the last one. */
  readonly bytes: number;
  /** Index after its line. */
  readonly end: number;
}

/**
 * Reads the line before a chunk; undefined when `to` comes before its end.
 * @throws MalformedAnswerError
 */
export function readChunkSize(bytes: Buffer, from: number, to: number): ChunkSize | undefined {
  const textEnd = afterText(bytes, from, Math.min(to, from + LINE_MAX));
  const end = afterLineEnd(bytes, textEnd, to, "chunk");
  if (end === NOT_YET) return undefined;
  const digits = LINE.exec(bytes.toString("latin1", from, textEnd))?.[1];
  if (digits === undefined) throw new MalformedAnswerError("chunk");
  return { bytes: Number.parseInt(digits, 16), end };
}
