import type { CutSides } from "../judge/compare/change.ts";
import { cutOf, readStretches } from "../judge/compare/stretches.ts";
import { readTimeline } from "../records/journal/read-timeline.ts";
import { UsageError } from "../values/errors.ts";
import { type RecordedRun, readNamedRuns } from "./recorded-runs.ts";

/**
 * Reads the runs of one side by their names, each once.
 * @throws UsageError for a name that no run has, or one that ended before it began; CorruptJournalError, NewerJournalError, JournalError
 */
export async function readSide(runsFolder: string, names: readonly string[]): Promise<readonly RecordedRun[]> {
  const runs = await readNamedRuns(runsFolder, names);
  const empty = names.find((name) => !runs.some(({ folder }) => folder.id === name));
  if (empty === undefined) return runs;
  throw new UsageError({ message: `the run ${empty} ended before it began: its journal is empty` });
}

/** Reads what two runs did in stretches of their phases; undefined where there are more runs, or no phase is long enough. */
export async function readCut(a: readonly RecordedRun[], b: readonly RecordedRun[]): Promise<CutSides | undefined> {
  const [[one, ...others], [other, ...more]] = [a, b];
  if (one === undefined || other === undefined || others.length + more.length > 0) return undefined;
  const cut = cutOf(one.result, other.result);
  if (cut === undefined) return undefined;
  const read = ({ folder, result }: RecordedRun) => readStretches(result, readTimeline(folder.journalPath), cut);
  return { count: cut.count, a: await read(one), b: await read(other) };
}
