import { ProblemsError } from "../yaml/problem.ts";

/** A game day's file is wrong, or plans what its own guard doesn't allow. Holds all of it; nothing was started. */
export class GamedayError extends ProblemsError {
  override readonly code = "E_GAMEDAY";
}
