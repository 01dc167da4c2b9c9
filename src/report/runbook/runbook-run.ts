import type { ReportedRun } from "../formats/format.ts";
import { readSignalStories, type SignalStory } from "./signal-stories.ts";

/** A run as a runbook reads it. */
export interface RunbookRun extends Pick<ReportedRun, "result" | "plan" | "experiment"> {
  /** Of its sampled signals, in the order of its file. */
  readonly stories: readonly SignalStory[];
}

export async function runbookRun(run: ReportedRun): Promise<RunbookRun> {
  const { result, plan, experiment } = run;
  const stories = await readSignalStories(plan, run.events());
  return { result, plan, stories, ...(experiment !== undefined && { experiment }) };
}

/** The runs of a runbook: one at least. The first is the one whose figures are told where no run is named. */
export type RunbookRuns = readonly [RunbookRun, ...RunbookRun[]];
