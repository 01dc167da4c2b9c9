import { failureDifferences } from "../../judge/compare/asked-differences.ts";
import type { RunResult } from "../../judge/history/result.ts";
import { UsageError } from "../../values/errors.ts";
import { differenceInWords } from "../compare/words.ts";
import { isWell } from "../criterion-figures.ts";
import { NoRunbookError } from "./no-runbook-error.ts";
import type { RunbookRun, RunbookRuns } from "./runbook-run.ts";

/**
 * Checks that there is something to write of each run, and that all are of one failure.
 * @throws NoRunbookError, UsageError
 */
export function checkRuns([first, ...others]: RunbookRuns): void {
  for (const run of [first, ...others]) checkRun(run);
  for (const other of others) {
    const differences = failureDifferences(first.plan, other.plan);
    if (differences.length === 0) continue;
    const words = differences.map((one) => differenceInWords(one, [first.result.run, other.result.run]));
    throw new UsageError({
      message: `the runs are not of one failure: ${words.join("; ")}`,
      hint: "Make a runbook of each.",
    });
  }
}

function checkRun({ result }: RunbookRun): void {
  if (!result.faults.some(({ took }) => took === "true")) {
    throw new NoRunbookError({
      message: `no fault of ${result.run} was seen to take effect: nothing that it shows is known to come of one`,
      hint: `\`brownout report ${result.run}\` says why.`,
    });
  }
  if (isFailureSeen(result) || isStandingSeen(result)) return;
  throw new NoRunbookError({
    message: `${result.run} shows no failure, and doesn't prove that the system stands one (${result.verdict})`,
    hint: "Run it again, with expectations of what must hold while the fault is in.",
  });
}

function isFailureSeen({ degradations, hurt, recovery, criteria, stop }: RunResult): boolean {
  const isMissed = criteria.some((criterion) => criterion.role === "expect" && isWell(criterion) === false);
  return (
    degradations.length > 0 || hurt.length > 0 || recovery?.recovered === "false" || isMissed || stop?.kind === "abort"
  );
}

function isStandingSeen({ verdict, criteria }: RunResult): boolean {
  return verdict === "pass" && criteria.some((criterion) => criterion.role === "expect" && isWell(criterion) === true);
}
