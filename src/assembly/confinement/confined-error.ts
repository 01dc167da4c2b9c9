import { ProblemsError } from "../../files/yaml/problem.ts";
import { UsageError } from "../../values/errors.ts";

/** An experiment asks for what its gate doesn't allow. Holds all of it, by line and column; nothing was started. */
export class ConfinedError extends ProblemsError {
  override readonly code = "E_CONFINED";
}

/** A file that an experiment names, or the experiment itself, is where nothing is read. */
export class ConfinedFileError extends UsageError {
  override readonly code = "E_CONFINED";
}
