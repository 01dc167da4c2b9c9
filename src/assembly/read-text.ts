import { closeSync, openSync, readSync } from "node:fs";
import { UsageError } from "../values/errors.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
};

/** Reads the text of a file, as {@link readText} does; an editor has some that aren't on disk yet. */
export type ReadText = (path: string, maxBytes: number) => string;

/**
 * The text of a small file that a person wrote. Reads no further than `maxBytes`, whatever the file is.
 * @throws UsageError when it can't be read, is larger, or isn't UTF-8
 */
export function readText(path: string, maxBytes: number): string {
  return readWholeText(path, maxBytes).replace(/^\uFEFF/, "");
}

/**
 * The same with the byte order mark that it may begin with, for whoever writes it again.
 * @throws UsageError
 */
export function readWholeText(path: string, maxBytes: number): string {
  const bytes = readBytes(path, maxBytes + 1);
  if (bytes.length > maxBytes) throw new UsageError({ message: `${path} is larger than ${maxBytes / 1024} KiB` });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError({ message: `${path} is not UTF-8 text`, cause });
  }
}

/** The reason why the system refused to read a path, in words; any other error is thrown again. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  return reasons[String(error.code)] ?? error.message;
}

function readBytes(path: string, mostBytes: number): Uint8Array {
  const buffer = new Uint8Array(mostBytes);
  let length = 0;
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    for (let read = -1; read !== 0 && length < mostBytes; length += read) {
      read = readSync(file, buffer, length, mostBytes - length, null);
    }
  } catch (cause) {
    throw new UsageError({ message: `cannot read ${path}: ${whyUnreadable(cause)}`, cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
  return buffer.subarray(0, length);
}
