import type { z } from "zod";
import { explain } from "../../files/yaml/read-by-schema.ts";
import { UsageError } from "../../values/errors.ts";

/**
 * Reads an option's value by the schema that the same in a file is read by.
 * @throws UsageError in the words in which a file would be refused
 */
export function optionValue<T>(option: string, value: unknown, schema: z.ZodType<T>): T {
  const read = schema.safeParse(value, { error: explain });
  if (read.success) return read.data;
  throw new UsageError({ message: `${option}: ${read.error.issues[0]?.message}` });
}
