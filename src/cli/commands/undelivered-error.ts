import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";

/** Output didn't get to whoever waits for it. Exit code 74, which is no verdict's. */
export class UndeliveredError extends BrownoutError {
  override readonly code = "E_UNDELIVERED";
  override readonly exitCode = exitCodes.undelivered;
}
