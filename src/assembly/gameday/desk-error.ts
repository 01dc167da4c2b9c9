import { UsageError } from "../../values/errors.ts";

/** Somebody at a game day asked for what isn't theirs to ask, or what the day isn't at; nothing was changed. */
export class DeskError extends UsageError {
  override readonly code = "E_DESK";
}
