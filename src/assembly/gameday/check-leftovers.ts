import type { DayCheck } from "../../judge/gameday/day-event.ts";
import { type ListedRun, listRuns } from "../../records/journal/list-runs.ts";
import { BrownoutError } from "../../values/errors.ts";

const WHAT = "runs before";

/**
 * Makes what looks, as often as it is called, whether any run has something in, or may have: nobody could tell then what a fault does
 * and what is left of another. Runs that ended and have nothing in are read once.
 */
export function leftoverCheck(runsFolder: string): () => Promise<DayCheck> {
  const clean = new Set<string>();
  return async () => {
    const runs = await listRuns(runsFolder, (name) => !clean.has(name));
    const left = runs.flatMap((run) => leftIn(run) ?? []);
    for (const run of runs.filter(isClean)) clean.add(run.folder.id);
    if (left.length > 0) return { what: WHAT, outcome: "refused", detail: left.join("\n") };
    return { what: WHAT, outcome: "ok", detail: `none in ${runsFolder} has anything in` };
  };
}

/** Tells whether all that runs put in is out; not where that can't be told. A run whose folder is gone counts as out. */
export async function undoIsComplete(runsFolder: string, names: readonly string[]): Promise<boolean> {
  const wanted = new Set(names);
  const runs = await listRuns(runsFolder, (name) => wanted.has(name));
  return runs.every((run) => leftIn(run) === undefined);
}

function isClean({ holder, journal }: ListedRun): boolean {
  return (
    holder === undefined &&
    !(journal instanceof BrownoutError) &&
    journal.exitCode !== undefined &&
    journal.pending.size === 0
  );
}

/** The reason something of a run may be in; undefined where nothing is. */
function leftIn({ folder: { id }, holder, journal }: ListedRun): string | undefined {
  if (journal instanceof BrownoutError) return `${id}: something may still be in: ${journal.message}`;
  const who = holder === undefined ? undefined : `its ${holder.role}, process ${holder.process.pid}`;
  if (holder?.role === "runner") return `${id} is under way (${who}): wait until it has ended`;
  const what = [...journal.pending.values()].map((record) => record.what).join("; ");
  if (what === "") return undefined;
  return who === undefined
    ? `${id}: this may still be in: ${what}; \`brownout recover ${id}\` takes it out`
    : `${id}: ${who}, is taking it out: try again in a moment`;
}
