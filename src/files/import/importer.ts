import type { Draft } from "./draft.ts";
import type { ForeignDocument } from "./foreign-document.ts";

/** A reader of another tool's files. A new one is a file that has this, and a line in `list.ts`. */
export interface Importer {
  /** The other tool: `Chaos Mesh`. */
  readonly tool: string;
  /** The files of it that are read, for messages. */
  readonly reads: string;
  /** Tells whether a document is one of the tool's, by what is in it. */
  recognises(value: unknown): boolean;
  /**
   * Makes an experiment of a document, and notes in it what becomes of each part.
   * @returns undefined where there is nothing to make one of
   * @throws ProblemsError, ImportError for what isn't as the tool has it
   */
  read(document: ForeignDocument): Draft | undefined;
}
