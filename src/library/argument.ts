import type { z } from "zod";
import { parseDocument } from "../files/yaml/document.ts";
import { ProblemsError, type Source } from "../files/yaml/problem.ts";
import { readBySchema } from "../files/yaml/read-by-schema.ts";

/** A program called the library with an argument that makes no sense. Holds all that is wrong with it. */
export class ArgumentError extends ProblemsError {
  override readonly code = "E_ARGUMENT";
}

/**
 * Reads an argument by the schema that a file with the same keys is read by, so that it is refused in the same words.
 * @param call the name to begin messages with: `openProxy`
 * @throws ArgumentError
 */
export function checkArgument<T>(call: string, value: unknown, schema: z.ZodType<T>): T {
  const document = parseDocument(writtenDown(call, value));
  const { value: read, problems } = readBySchema(schema, document);
  if (read === undefined || problems.length > 0) throw new ArgumentError(problems);
  return read;
}

/**
 * The value as a text that the parser of files takes: JSON is YAML. Keys without a value are left out.
 * @throws ArgumentError for what no file could hold
 */
export function writtenDown(call: string, value: unknown): Source {
  try {
    return { path: call, text: JSON.stringify(value, undefined, 2) ?? "null", hasLines: false };
  } catch (error) {
    // A circle, or a BigInt.
    if (error instanceof TypeError) throw argumentError(call, "", "takes plain values, as a file has them");
    throw error;
  }
}

/** An error of one argument, or of one key of it: `openProxy: to: found "x"; …`. */
export function argumentError(call: string, path: string, message: string): ArgumentError {
  return new ArgumentError([{ file: call, path, message }]);
}
