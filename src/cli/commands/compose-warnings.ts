import type { ReadText } from "../../assembly/read-text.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { unseenCriteria } from "../../judge/plan/unseen-criteria.ts";
import { edgesUnseen } from "../../platforms/compose/edges-unseen.ts";
import { UsageError } from "../../values/errors.ts";

/** More than any Compose file that a person writes. */
export const COMPOSE_MAX_BYTES = 1024 * 1024;

/**
 * Warns the author of an experiment of the Compose files that it names. A file that can't be read is among it: the
 * experiment may be meant for another platform.
 */
export async function composeWarnings(experiment: Experiment, readFile: ReadText): Promise<string[]> {
  const { compose } = experiment.system;
  if (compose === undefined) return [];
  const [{ parseComposeFile }, { floatingTagWarnings }] = await Promise.all([
    import("../../files/compose-file/compose-file.ts"),
    import("../../files/compose-file/floating-tags.ts"),
  ]);
  const unseen = edgesUnseen(compose);
  const refused = unseen === undefined ? [] : unseenCriteria(experiment, unseen);
  const inFiles = compose.files.flatMap((path) => {
    try {
      return floatingTagWarnings(path, parseComposeFile({ path, text: readFile(path, COMPOSE_MAX_BYTES) }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return [error.message];
    }
  });
  return [...inFiles, ...refused.map((problem) => `on compose, ${problem}`)];
}
