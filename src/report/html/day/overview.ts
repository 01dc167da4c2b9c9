import type { DayStep } from "../../../judge/gameday/day-state.ts";
import { withoutRun } from "../../gameday/report-words.ts";
import type { ReportedDay } from "../../gameday/reported-day.ts";
import { NO_FIGURE } from "../../terminal/figures.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";
import { verdictWord } from "./verdict-word.ts";

/** All experiments of the day at a glance. */
export function overviewSection({ state: { steps } }: ReportedDay): Markup {
  const rows = steps.map((step, at): [Content, ...Content[]] => [
    html`<a href="#step-${at + 1}">${step.experiment}</a>`,
    step.decision === undefined ? NO_FIGURE : step.decision.go ? "go" : "no-go",
    ...lastRun(step),
    step.runs.length,
  ]);
  return section(
    "overview",
    "In short",
    table("The day's experiments, in order", ["experiment", "decision", "verdict", "seen", "runs"], rows),
  );
}

function lastRun(step: DayStep): [Content, Content] {
  const last = step.runs.at(-1);
  if (last === undefined) return [NO_FIGURE, told(withoutRun(step))];
  if (last.end === undefined) return [NO_FIGURE, "It has no end."];
  return last.end.type === "run-failed"
    ? [NO_FIGURE, told(last.end.why)]
    : [verdictWord(last.end.verdict), told(last.end.headline)];
}

/** A text as wide as a phone lets it be. */
function told(text: string): Markup {
  return html`<div class="told">${text}</div>`;
}
