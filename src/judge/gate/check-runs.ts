import { InconclusiveError } from "../../values/errors.ts";
import type { Random } from "../../values/random/random.ts";
import type { Baseline, EndedRun } from "./baseline.ts";
import { type Comparison, compareRuns } from "./compare-runs.ts";
import { type Conclusion, conclude } from "./conclude.ts";
import { differencesOfKind, type RunKind } from "./run-kind.ts";

/** A run can't be compared with a baseline. Exit code 3. */
class IncomparableError extends InconclusiveError {
  override readonly code = "E_INCOMPARABLE";
}

/** A check of runs against a baseline. */
export interface Check extends Conclusion {
  readonly comparison: Comparison;
  /** Names of the runs that were compared. */
  readonly runs: readonly string[];
  /** Runs that proved nothing, and don't count. */
  readonly inconclusive: readonly string[];
}

/**
 * Checks whether runs are worse than those of a baseline. Only those that passed are compared, as the baseline has no
 * others: one that proved nothing doesn't count, and one that failed leaves open what the others would say.
 * @throws IncomparableError where one is of another kind, or none is left to compare
 */
export function checkRuns(baseline: Baseline, runs: readonly EndedRun[], random: Random): Check {
  for (const run of runs) refuseOther(baseline.kind, run);
  const passed = runs.filter(({ verdict }) => verdict === "pass").map(({ measured }) => measured);
  if (passed.length === 0) throw nothingToCompare(runs);
  const comparison = compareRuns(baseline.runs, passed, random);
  const isOpen = ({ verdict }: EndedRun) => verdict !== "pass" && verdict !== "inconclusive";
  return {
    ...conclude(comparison, baseline.kind.loads, runs.filter(isOpen).map(failedInWords)),
    comparison,
    runs: passed.map(({ run }) => run),
    inconclusive: runs.filter(({ verdict }) => verdict === "inconclusive").map(({ measured }) => measured.run),
  };
}

function refuseOther(kind: RunKind, { kind: other, measured }: EndedRun): void {
  const differences = differencesOfKind(kind, other);
  if (differences.length === 0) return;
  throw new IncomparableError({
    message: `${measured.run} can't be compared with the baseline: ${differences.join("; ")}`,
    hint: "Save a baseline anew, of runs that were made as this one was, and on such a machine.",
  });
}

function nothingToCompare(runs: readonly EndedRun[]): IncomparableError {
  const ends = runs.map(({ measured, verdict }) => `${measured.run} ended as ${verdict}`);
  return new IncomparableError({
    message: `no run that passed is there to be checked${ends.length === 0 ? "" : `: ${ends.join(", ")}`}`,
    hint: "Run the experiment that the baseline is of; what doesn't pass says by itself what is wrong.",
  });
}

function failedInWords({ measured, verdict }: EndedRun): string {
  return `${measured.run} ended as ${verdict}, and the baseline has only runs that passed: what it says stands by itself`;
}
