import { z } from "zod";

interface Made {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/** Gives a schema its own examples in JSON Schema, where zod takes those of the schema that it was made of. */
export function ownExamples({ zodSchema, jsonSchema }: Made): void {
  const { examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (Array.isArray(examples)) jsonSchema.examples = examples;
}
