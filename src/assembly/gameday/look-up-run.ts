import type { RunResult } from "../../judge/history/result.ts";
import { runFolders } from "../../records/journal/run-folder.ts";
import { type RecoveredRun, recoverRun } from "../../records/undo/recover-run.ts";
import { headlineOf } from "../../report/headline.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { readNamedRuns } from "../recorded-runs.ts";
import { recovery } from "../recovery.ts";
import type { LookedUpRun } from "./day-runner.ts";

/**
 * Takes out what a run left that a day was cut off in the midst of, as `recover` does, and tells how it ended.
 * @throws UsageError where a living process has it
 */
export async function lookUpRun(runsFolder: string, run: string, clock: Clock): Promise<LookedUpRun> {
  const folder = (await runFolders(runsFolder)).find(({ id }) => id === run);
  if (folder === undefined) {
    return { outcome: "cut-off", why: `there is no run ${run} in ${runsFolder} any more: what it left can't be told` };
  }
  try {
    const recovered = await recoverRun(folder, recovery(clock));
    if (recovered.outcome === "held") throw heldError(run, recovered);
    const [recorded] = await readNamedRuns(runsFolder, [run]);
    if (recorded === undefined) return { outcome: "cut-off", why: "it was cut off before anything was started" };
    const { result, started } = recorded;
    if (wasCutOff(result)) return { outcome: "cut-off", why: `it was cut off in its midst; ${leftInWords(result)}` };
    const { verdict, exitCode } = result;
    return { outcome: "ended", end: { run, verdict, exitCode, headline: headlineOf(result, started.plan) } };
  } catch (error) {
    if (!(error instanceof BrownoutError) || error instanceof UsageError) throw error;
    return { outcome: "cut-off", why: `something of it may still be in: ${error.message}` };
  }
}

function heldError(run: string, { holder }: Extract<RecoveredRun, { outcome: "held" }>): UsageError {
  const { role, process } = holder;
  return new UsageError({
    message: `the run ${run}, in whose midst the day was cut off, is in the hands of its ${role}, process ${process.pid}`,
    hint: "Try again when that process has ended.",
  });
}

function wasCutOff({ stop }: RunResult): boolean {
  return stop?.kind === "broken" && (stop.code === "E_RUNNER_GONE" || stop.code === "E_UNFINISHED");
}

function leftInWords({ leftBehind }: RunResult): string {
  if (leftBehind.length === 0) return "all that it had put in is out";
  return leftBehind.map(({ what, manual }) => `this may still be in: ${what}; by hand: ${manual}`).join("\n");
}
