import { UsageError } from "../../values/errors.ts";

/** A file is no OpenAPI description, or says too little to make a load of it. */
export class OpenApiError extends UsageError {
  override readonly code = "E_OPENAPI";
}
