import { InconclusiveError } from "../values/errors.ts";

/** A fault could not be put in or looked for. What may be in of it is taken out all the same. Exit code 3. */
export class FaultError extends InconclusiveError {
  override readonly code = "E_FAULT";
}
