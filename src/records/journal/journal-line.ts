import { crc32 } from "node:zlib";
import { z } from "zod";

/*
 * A journal is JSON, an object a line. Its first line says how it is written; all end with a checksum of the rest of
 * their line, so that no byte changes unseen: a digit in a count would be as good an event as the one that was written.
 *
 *   {"journal":2,"version":"0.4.0","checksum":"5f0c1a22"}
 *   {"atMs":0,"type":"run-started",…,"checksum":"01e9b7c4"}
 *
 * Format 1 had neither; its lines are still read.
 */

/** The format that this version writes, and the newest that it reads. */
export const JOURNAL_FORMAT = 2;

/** The first line of a journal. */
export interface JournalHeader {
  readonly journal: number;
  /** Of the brownout that wrote it. */
  readonly version: string;
}

export const journalHeader: z.ZodType<JournalHeader> = z.object({ journal: z.int().positive(), version: z.string() });

const SEAL = /^,"checksum":"([0-9a-f]{8})"\}$/;
const SEAL_LENGTH = `,"checksum":"01234567"}`.length;
const MORE_THAN_SEALED = /,"checksum":"[0-9a-f]{8}"\}./s;

/** An object as a line of a journal, with its end. */
export function sealLine(value: object): string {
  const rest = JSON.stringify(value).slice(0, -1);
  return `${rest},"checksum":"${checksum(rest)}"}\n`;
}

/** Tells whether the line says what was written: "unsealed" where it has no checksum, as in format 1. */
export function sealOf(line: string): "whole" | "damaged" | "unsealed" {
  const [, written] = SEAL.exec(line.slice(-SEAL_LENGTH)) ?? [];
  if (written === undefined) return "unsealed";
  return checksum(line.slice(0, -SEAL_LENGTH)) === written ? "whole" : "damaged";
}

/**
 * Tells whether the end of a journal can't be what a crash leaves, since there is something behind a line's own end.
 */
export function isNoTornLine(rest: string): boolean {
  return MORE_THAN_SEALED.test(rest);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
