import type { z } from "zod";

/** Reads a value by the schema of its `type`. Gives what is wrong with it where that refuses it, and undefined where there is none. */
export function parseByType<Value>(
  schemas: Readonly<Record<string, z.ZodType<Value>>>,
  value: unknown,
): Value | z.ZodError | undefined {
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  const type = String(value.type);
  if (!Object.hasOwn(schemas, type)) return undefined;
  const read = schemas[type]?.safeParse(value);
  return read?.data ?? read?.error;
}
