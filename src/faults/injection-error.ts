import { InconclusiveError } from "../values/errors.ts";

/** A fault could not be put in; what of it was in is out again. */
export class InjectionError extends InconclusiveError {
  override readonly code = "E_INJECTION";
}
