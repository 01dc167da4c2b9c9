import { resolve } from "node:path";
import { readText } from "../../assembly/read-text.ts";
import type { Api } from "../../files/openapi/api-schema.ts";
import { OpenApiError } from "../../files/openapi/openapi-error.ts";
import { checkVersion, parseApi } from "../../files/openapi/parse-api.ts";
import { messageOf } from "../../values/errors.ts";

const BYTES_MAX = 16 * 1024 * 1024;

/**
 * Reads an OpenAPI description, in YAML or JSON, with its references followed into itself and into files beside it.
 * @throws OpenApiError for what is none, and for references that lead elsewhere
 */
export async function readOpenApi(file: string): Promise<Api> {
  const document = await parsed(readText(file, BYTES_MAX), file);
  checkVersion(document, file);
  return parseApi(await dereferenced(document, file), file);
}

async function parsed(text: string, file: string): Promise<object> {
  const { load } = await import("js-yaml");
  try {
    const document: unknown = load(text, { filename: file });
    if (typeof document === "object" && document !== null) return document;
  } catch (cause) {
    throw new OpenApiError({
      message: `${file} is neither YAML nor JSON: ${messageOf(cause)}`,
      hint: "Correct it at that place.",
      cause,
    });
  }
  throw new OpenApiError({
    message: `${file} is no OpenAPI description`,
    hint: "Give a description that begins with `openapi: 3.1.0`, or the like.",
  });
}

async function dereferenced(document: object, file: string): Promise<unknown> {
  const { $RefParser } = await import("@apidevtools/json-schema-ref-parser");
  checkReferences(document, file);
  try {
    return await $RefParser.dereference(resolve(file), document, {
      resolve: { http: false },
      dereference: { circular: true },
    });
  } catch (cause) {
    throw new OpenApiError({
      message: `a reference in ${file} leads nowhere: ${messageOf(cause)}`,
      hint: "Correct the $ref. References to other hosts aren't fetched: save what they lead to beside the file.",
      cause,
    });
  }
}

/** @throws OpenApiError for a reference to another host, by its name */
function checkReferences(document: object, file: string): void {
  const waiting: unknown[] = [document];
  const seen = new Set<unknown>();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    const { $ref } = value as { readonly $ref?: unknown };
    if (typeof $ref === "string" && /^\w[\w+.-]*:\/\//.test($ref)) {
      throw new OpenApiError({
        message: `${file} refers to ${$ref}; nothing is fetched from other hosts`,
        hint: "Save it beside the file, and refer to that: $ref: './schemas.yaml#/…'.",
      });
    }
    waiting.push(...Object.values(value).filter((one) => one !== null));
  }
}
