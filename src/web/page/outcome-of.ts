import type { DayRun } from "../../judge/gameday/day-state.ts";
import { make, reportLink, words } from "./make.ts";

/** A run's verdict in a sentence, and the way to its report. */
export function outcomeOf({ run, end }: DayRun): Node[] {
  const link = run === undefined ? [] : [words(" "), reportLink(run)];
  if (end === undefined) return [words("under way")];
  if (end.type === "run-failed") return [make("strong", "no verdict", "bad"), words(`: ${end.why}`), ...link];
  const tone = end.verdict === "pass" ? "good" : end.verdict === "inconclusive" ? "warnings" : "bad";
  return [make("strong", end.verdict, tone), words(`: ${end.headline}`), ...link];
}
