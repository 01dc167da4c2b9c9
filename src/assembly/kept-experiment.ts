import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Source } from "../files/yaml/problem.ts";
import { journalError } from "../records/journal/journal-error.ts";
import { jsonOf } from "../values/json.ts";
import { schemaOf } from "../values/schema-of.ts";
import { EXPERIMENT_TEXT, type KeptSource, SOURCE_TEXT } from "./source-text.ts";

const keptSource = schemaOf<KeptSource>({ path: z.string(), hasLines: z.exactOptional(z.literal(false)) });

/**
 * The experiment that a run was made from, as its folder keeps it; undefined where it keeps none. Runs of before 0.2 don't say
 * where it was from: it is what the folder has, then.
 * @throws JournalError when it can't be read
 */
export function keptExperiment(folder: string): Source | undefined {
  const path = join(folder, EXPERIMENT_TEXT);
  const from = join(folder, SOURCE_TEXT);
  if (!existsSync(path)) return undefined;
  try {
    const { data } = keptSource.safeParse(existsSync(from) ? jsonOf(readFileSync(from, "utf8")) : undefined);
    return { ...(data ?? { path }), text: readFileSync(path, "utf8") };
  } catch (cause) {
    throw journalError(`read what the run was made from, ${path}`, cause);
  }
}
