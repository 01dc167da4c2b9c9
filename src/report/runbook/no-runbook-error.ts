import { InconclusiveError } from "../../values/errors.ts";

/** There is nothing to write a runbook of: the runs show no failure, nor that the system stands one. Exit code 3. */
export class NoRunbookError extends InconclusiveError {
  override readonly code = "E_NO_RUNBOOK";
}
