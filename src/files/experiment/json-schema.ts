import { z } from "zod";
import { experimentSchema } from "./experiment-schema.ts";
import type { FaultKind } from "./fault-kind.ts";
import { faultSchema } from "./fault-schema.ts";
import { ownExamples } from "./own-examples.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Pattern of a value that has a variable in it; its type shows only when the variable is known. */
const variable = "\\$\\{";

/**
 * The JSON Schema of an experiment file as it is written, for editors: completion, descriptions, examples.
 * It knows nothing of names and windows; `brownout validate` does. Draft 7, which every editor reads.
 */
export function experimentJsonSchema(faultKinds: readonly FaultKind[]): object {
  return z.toJSONSchema(experimentSchema(faultSchema(faultKinds)), {
    io: "input",
    target: "draft-7",
    override: (made) => {
      const { jsonSchema, path } = made;
      ownExamples(made);
      chooseByType(jsonSchema);
      mergeTextOrKeys(jsonSchema);
      // Keys are never variables.
      if (path.at(-1) !== "propertyNames") allowVariables(jsonSchema);
    },
  });
}

/** Allows a text with a variable where a number or a text of some pattern is expected. */
function allowVariables(schema: JsonSchema): void {
  const isText = [schema.type].flat().includes("string");
  if (isText && schema.pattern !== undefined) {
    // A schema that refines another is given here with what that one was made into.
    if (!schema.pattern.endsWith(`|${variable}`)) schema.pattern = `${schema.pattern}|${variable}`;
  } else if (schema.type === "number" || schema.type === "integer") {
    const { description, default: fallback, examples, ...number } = schema;
    for (const key of Object.keys(schema)) delete schema[key];
    Object.assign(schema, { description, default: fallback, examples });
    schema.anyOf = [number, { type: "string", pattern: variable }];
  }
}

/**
 * Makes a union that is told apart by `type` a choice by conditions. Of a union an editor holds what was written against
 * the nearest alternative, and so calls all else wrong where only the type is.
 */
function chooseByType(schema: JsonSchema): void {
  const kinds = schema.oneOf as readonly JsonSchema[] | undefined;
  const types = kinds?.map(({ properties }) => properties?.type as JsonSchema | undefined);
  if (kinds === undefined || types === undefined || types.some((type) => type?.const === undefined)) return;
  delete schema.oneOf;
  const description = "What is put in";
  const [names, enumDescriptions] = [types.map((type) => type?.const), types.map((type) => type?.description)];
  Object.assign(schema, {
    type: "object",
    properties: { type: { description, type: "string", enum: names, enumDescriptions } },
    required: ["type"],
    allOf: kinds.map((kind, index) => ({
      if: { properties: { type: { const: names[index] } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema's
      then: kind,
    })),
  });
}

/**
 * Makes one schema of a union of a text and a mapping, so that an editor says what is wrong inside of a mapping there, and
 * doesn't call the whole of it no text. Of texts that are words, which can't be merged with keys, it makes a condition.
 */
function mergeTextOrKeys(schema: JsonSchema): void {
  const alternatives = schema.anyOf as readonly JsonSchema[] | undefined;
  const text = alternatives?.find(({ type }) => type === "string");
  const keys = alternatives?.find(({ type }) => type === "object");
  if (alternatives?.length !== 2 || text === undefined || keys === undefined) return;
  delete schema.anyOf;
  if (text.const !== undefined || text.enum !== undefined) {
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema's
    Object.assign(schema, { if: { type: "object" }, then: keys, else: text });
    return;
  }
  const { description = keys.description ?? text.description, examples = text.examples ?? keys.examples } = schema;
  Object.assign(schema, text, keys, { type: ["string", "object"] });
  if (description !== undefined) schema.description = description;
  if (examples !== undefined) schema.examples = examples;
}
