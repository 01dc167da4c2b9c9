import type { RunResult } from "../history/result.ts";
import type { RunStarted } from "../history/run-state.ts";

/** A run, and how it began. */
export interface ComparedRun {
  readonly started: RunStarted;
  readonly result: RunResult;
}
