import { dirname } from "node:path";
import type { Source } from "../files/yaml/problem.ts";
import type { KeptText } from "../records/journal/run-folder.ts";
import { pathInRepository, repositoryOf } from "./repository.ts";

/** Name of the file in a run's folder that has the experiment's text. */
export const EXPERIMENT_TEXT = "experiment.yaml";

/** Name of the file beside it that says where the text is from. */
export const SOURCE_TEXT = "source.json";

/** A source without its text, under the path that it has in its repository. */
export type KeptSource = Omit<Source, "text">;

/** Tells, for a run's folder, where the experiment's text is from. */
export function sourceText({ path, hasLines }: Source): KeptText {
  const kept: KeptSource =
    hasLines === false ? { path, hasLines } : { path: pathInRepository(repositoryOf(dirname(path)), path) };
  return { name: SOURCE_TEXT, text: `${JSON.stringify(kept)}\n` };
}
