import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import type { DayStanding } from "../../../src/judge/gameday/day-standing.ts";
import { foldDay } from "../../../src/judge/gameday/fold-day.ts";
import type { ReportedDay } from "../../../src/report/gameday/reported-day.ts";
import { type DayScript, dayEvents } from "../../support/game-days.ts";
import { twoFaults } from "../samples/plans.ts";
import { guarded, unprotected } from "../samples/results.ts";

/** A day of two experiments, one of which was let down by its system, and a third whose run is gone. */
export const SCRIPT: DayScript = {
  runs: [
    { experiment: "pricing-slow", run: "run-1", verdict: "pass" },
    { experiment: "pricing-gone", run: "run-2", verdict: "aborted" },
    { experiment: "inventory-slow", run: "run-3", verdict: "inconclusive" },
  ],
  findings: [{}, { severity: "low", title: "The dashboard lags", file: "findings/2026-12-01-2.md" }],
};

/** The day as its folder, and its runs', would hold it. */
export function reportedDay(script: DayScript = SCRIPT, standing: DayStanding = "over"): ReportedDay {
  return ofEvents(dayEvents(script), standing);
}

export function ofEvents(events: readonly DayEvent[], standing: DayStanding = "over"): ReportedDay {
  const state = foldDay(events);
  if (state === undefined) throw new Error("a day begins with its beginning");
  return {
    day: "2026-12-01-checkout-day",
    standing,
    state,
    events,
    runs: new Map([
      ["run-1", { plan: twoFaults, result: guarded, pagePath: "/runs/run-1/report.html" }],
      ["run-2", { plan: twoFaults, result: unprotected }],
      ["run-3", { lost: "there is no run run-3 in .brownout/runs." }],
    ]),
  };
}

/** The same day with every text in it that people wrote, and every name, in place of which stands another. */
export function renamedDay(words: Readonly<Record<string, string>>): ReportedDay {
  let text = JSON.stringify(dayEvents(SCRIPT));
  for (const [word, other] of Object.entries(words)) text = text.replaceAll(word, JSON.stringify(other).slice(1, -1));
  return ofEvents(JSON.parse(text));
}
