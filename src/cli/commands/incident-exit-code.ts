import type { JudgedRun } from "../../judge/history/claims.ts";
import { exitCodes } from "../../values/exit-codes.ts";

/**
 * Chooses the exit code of an incident that was played. What may be left in of a run weighs most, then what brownout itself
 * broke, then a claim that doesn't hold, then one that could not be judged.
 */
export function incidentExitCode(runs: readonly JudgedRun[]): number {
  const ofRuns = runs.map(({ result }) => result.exitCode);
  for (const code of [exitCodes.undoIncomplete, exitCodes.internal]) if (ofRuns.includes(code)) return code;
  const claims = runs.flatMap((run) => run.claims.map(({ holds }) => holds));
  if (claims.includes("false")) return exitCodes.fail;
  return claims.length === 0 || claims.includes("unknown") ? exitCodes.inconclusive : exitCodes.pass;
}
