import { UsageError } from "../../values/errors.ts";

/** An agent asks for what whoever started the server doesn't allow. */
export class NotAllowedError extends UsageError {
  override readonly code = "E_NOT_ALLOWED";
}
