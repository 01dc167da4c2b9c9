import { AssertionError } from "node:assert";
import type { RunResult } from "./run-result.ts";

/**
 * Does nothing when a run passed, for node:test and every other framework that takes errors.
 * @throws AssertionError with the report for any other verdict; a run that is inconclusive has proved nothing
 */
export function assertPass(result: RunResult): void {
  if (result.verdict === "pass") return;
  throw new AssertionError({
    message: result.report,
    actual: result.verdict,
    expected: "pass",
    operator: "assertPass",
    stackStartFn: assertPass,
  });
}
