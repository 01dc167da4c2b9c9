import { z } from "zod";
import { textSchema } from "../experiment/value-schemas.ts";
import { parseDocument } from "../yaml/document.ts";
import type { Source } from "../yaml/problem.ts";
import { readBySchema } from "../yaml/read-by-schema.ts";
import { GamedayError } from "./gameday-error.ts";
import { dateOf } from "./parse-when.ts";

const spentFileSchema = z
  .strictObject({ "as-of": textSchema, requests: z.int().min(0), failed: z.int().min(0) })
  .refine(({ requests, failed }) => failed <= requests, {
    error: "more failed than there were requests",
    path: ["failed"],
  });

/** Requests of an SLO's window, as a file has them. */
export interface SpentFile {
  /** The date of the window's end: `2026-11-28`. */
  readonly asOf: string;
  readonly requests: number;
  readonly failed: number;
}

/**
 * Reads what was spent of an error budget.
 * @throws GamedayError
 */
export function parseSpent(source: Source): SpentFile {
  const document = parseDocument(source);
  const { value: file, problems } = readBySchema(spentFileSchema, document);
  if (file !== undefined) {
    dateOf(file["as-of"], (message) => problems.push(document.problemAt(["as-of"], { message })));
  }
  if (problems.length > 0 || file === undefined) throw new GamedayError(problems);
  return { asOf: file["as-of"], requests: file.requests, failed: file.failed };
}
