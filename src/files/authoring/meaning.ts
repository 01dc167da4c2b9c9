import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { JsonSchema } from "./schema-at.ts";

/** Tells as Markdown what schemas say of a value: what it is, what it is when it isn't there, examples. */
export function describe(schemas: readonly JsonSchema[]): string {
  const descriptions = new Set(schemas.flatMap(({ description }) => description ?? []));
  const usual = schemas.map((schema) => schema.default).find((value) => value !== undefined && !isEmpty(value));
  const examples = new Set(schemas.flatMap((schema) => schema.examples ?? []).map(shown));
  return [
    [...descriptions].join("\n\n"),
    usual === undefined ? "" : `Default: ${shown(usual)}`,
    examples.size === 0 ? "" : `As in ${[...examples].join(", ")}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** An empty list by default goes without saying. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object" && itemsOf(value).length + Object.keys(fieldsOf(value)).length === 0;
}

function shown(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
