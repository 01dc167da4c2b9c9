import { UsageError } from "../errors.ts";
import type { Experiment } from "../experiment/experiment.ts";
import { readText } from "./read-text.ts";

/** More than any Compose file that a person writes. */
export const COMPOSE_MAX_BYTES = 1024 * 1024;

/**
 * What the author of an experiment should know of the Compose files that it names. A file that can't be read is among
 * it: the experiment may be meant for another platform.
 */
export async function composeWarnings({ system }: Experiment): Promise<string[]> {
  const paths = system.compose?.files ?? [];
  if (paths.length === 0) return [];
  const [{ parseComposeFile }, { floatingTagWarnings }] = await Promise.all([
    import("../compose-file/compose-file.ts"),
    import("../compose-file/floating-tags.ts"),
  ]);
  return paths.flatMap((path) => {
    try {
      return floatingTagWarnings(path, parseComposeFile({ path, text: readText(path, COMPOSE_MAX_BYTES) }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return [error.message];
    }
  });
}
