import { stepInShort } from "../../gameday/report-words.ts";
import type { ReportedDay } from "../../gameday/reported-day.ts";
import { NO_FIGURE } from "../../terminal/figures.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";
import { verdictWord } from "./verdict-word.ts";

/** All experiments of the day at a glance. */
export function overviewSection({ state: { steps } }: ReportedDay): Markup {
  const rows = steps.map((step, at): [Content, ...Content[]] => {
    const { decision, verdict, seen } = stepInShort(step);
    return [
      html`<a href="#step-${at + 1}">${step.experiment}</a>`,
      decision,
      verdict === undefined ? NO_FIGURE : verdictWord(verdict),
      html`<div class="told">${seen}</div>`,
      step.runs.length,
    ];
  });
  return section(
    "overview",
    "In short",
    table("The day's experiments, in order", ["experiment", "decision", "verdict", "seen", "runs"], rows),
  );
}
