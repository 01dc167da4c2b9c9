import { z } from "zod";
import { experimentSchema } from "./experiment-schema.ts";
import type { FaultKind } from "./fault-kind.ts";
import { ownExamples } from "./own-examples.ts";

/** Pattern of a value that has a variable in it; its type shows only when the variable is known. */
const variable = "\\$\\{";

/**
 * The JSON Schema of an experiment file as it is written, for editors: completion, descriptions, examples.
 * It knows nothing of names and windows; `brownout validate` does. Draft 7, which every editor reads.
 */
export function experimentJsonSchema(faultKinds: readonly FaultKind[]): object {
  return z.toJSONSchema(experimentSchema(faultKinds), {
    io: "input",
    target: "draft-7",
    override: (made) => {
      const { jsonSchema, path } = made;
      ownExamples(made);
      // Keys are never variables.
      if (path.at(-1) !== "propertyNames") allowVariables(jsonSchema);
    },
  });
}

/** Allows a text with a variable where a number or a text of some pattern is expected. */
function allowVariables(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.type === "string" && schema.pattern !== undefined) {
    // A schema that refines another is given here with what that one was made into.
    if (!schema.pattern.endsWith(`|${variable}`)) schema.pattern = `${schema.pattern}|${variable}`;
  } else if (schema.type === "number" || schema.type === "integer") {
    const { description, default: fallback, examples, ...number } = schema;
    for (const key of Object.keys(schema)) delete schema[key];
    Object.assign(schema, { description, default: fallback, examples });
    schema.anyOf = [number, { type: "string", pattern: variable }];
  }
}
