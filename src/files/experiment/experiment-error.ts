import { ProblemsError } from "../yaml/problem.ts";

/** An experiment file is wrong. Holds all that is wrong with it; nothing was started. */
export class ExperimentError extends ProblemsError {
  override readonly code = "E_EXPERIMENT";
}
