import { UsageError } from "../../values/errors.ts";

/** A game day may not begin, or not be taken up again; nothing was started. */
export class DayRefusedError extends UsageError {
  override readonly code = "E_DAY_REFUSED";
}
