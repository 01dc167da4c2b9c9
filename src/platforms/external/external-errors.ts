import { InconclusiveError, UsageError } from "../../values/errors.ts";

/** The file says of `system.external` what isn't so, or isn't enough for the experiment. */
export class ExternalSystemError extends UsageError {
  override readonly code = "E_EXTERNAL_SYSTEM";
}

/** A process of an external system can't be had hold of, or did not do what it was told. */
export class ExternalProcessError extends InconclusiveError {
  override readonly code = "E_EXTERNAL_PROCESS";
}
