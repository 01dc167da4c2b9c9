import { ProblemsError } from "../yaml/problem.ts";

/** The markers of a text's sections don't go together, or a section can't be merged. Holds all of it; nothing was written. */
export class MarkedTextError extends ProblemsError {
  override readonly code = "E_SECTIONS";
}
