import { z } from "zod";
import { fieldsOf } from "../yaml/fields.ts";
import { type Api, apiSchema } from "./api-schema.ts";
import { OpenApiError } from "./openapi-error.ts";

/**
 * Tells that a document is OpenAPI 3.0 or 3.1, before its references are followed.
 * @throws OpenApiError
 */
export function checkVersion(document: unknown, file: string): void {
  const { openapi, swagger } = fieldsOf(document);
  if (swagger !== undefined) {
    throw new OpenApiError({
      message: `${file} is Swagger ${String(swagger)}; only OpenAPI 3.0 and 3.1 are read`,
      hint: "Convert it, as with swagger2openapi, and give what comes out.",
    });
  }
  if (typeof openapi === "string" && /^3\.[01]\./.test(openapi)) return;
  throw new OpenApiError({
    message:
      openapi === undefined
        ? `${file} is no OpenAPI description: it has no key openapi`
        : `${file} is OpenAPI ${String(openapi)}; only 3.0 and 3.1 are read`,
    hint: "Give a description that begins with `openapi: 3.1.0`, or the like.",
  });
}

/**
 * Reads a description whose references are replaced by what they lead to.
 * @throws OpenApiError
 */
export function parseApi(document: unknown, file: string): Api {
  const parsed = apiSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new OpenApiError({
    message: `${file} is no OpenAPI description as it should be: ${problemsOf(parsed.error)}`,
    hint: "Correct it until a validator of OpenAPI takes it.",
  });
}

/** The first problems, each with its place. */
export function problemsOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}`)
    .join("; ");
}
