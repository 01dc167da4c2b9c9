import type { RunFolder } from "../journal/run-folder.ts";
import { type RecoveredRun, type RecoverOptions, recoverRun } from "./recover-run.ts";

/** The end of the runner: it said that everything is out, or it was just gone. */
export type ParentEnd = "done" | "gone";

/**
 * Waits for the runner to end, and finishes its work when it was just gone. Resolves with nothing when there
 * was nothing to do; see `recoverRun` for its errors.
 */
export async function guard(
  folder: RunFolder,
  parent: Promise<ParentEnd>,
  options: Omit<RecoverOptions, "by">,
): Promise<RecoveredRun | undefined> {
  return (await parent) === "done" ? undefined : recoverRun(folder, { ...options, by: "guardian" });
}
