import type { DayEventOf } from "../../judge/gameday/day-event.ts";
import type { RunResult } from "../../judge/history/result.ts";

/** Says where a run's own journal has come to another verdict than the one that was told on the day: what was done afterwards counts. */
export function verdictsChanged(
  told: Pick<DayEventOf<"run-ended">, "verdict">,
  { verdict, reasons }: Pick<RunResult, "verdict" | "reasons">,
): readonly string[] {
  if (told.verdict === verdict) return [];
  return [`Since then its journal says ${verdict.replace("-", " ")}: ${reasons.join("; ")}`];
}
