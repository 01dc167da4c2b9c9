import type { JudgedCriterion } from "../../../judge/history/result.ts";
import { intervalInWords, isWell, marginInWords, measuredInWords } from "../../criterion-figures.ts";
import type { CriterionIntervals } from "../../criterion-intervals.ts";
import { STANDINGS } from "../../standings.ts";
import { count, NO_FIGURE } from "../../terminal/figures.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";

/** The criteria: what was measured, how far from the limit, and in what interval the true value may lie. */
export function criteriaSection(criteria: readonly JudgedCriterion[], intervals: CriterionIntervals): Markup {
  if (criteria.length === 0) return section("criteria", "Criteria", html`<p>The experiment has none.</p>`);
  const rows = criteria.map((criterion): [Content, ...Content[]] => [
    ...criterionCells(criterion),
    intervalInWords(criterion, intervals) ?? NO_FIGURE,
    criterion.judgement.samples > 0 ? count(criterion.judgement.samples) : NO_FIGURE,
    criterion.judgement.why ?? "",
  ]);
  return section(
    "criteria",
    "Criteria",
    table(
      "Criteria, what was measured, and how far the limit is",
      [...CRITERION_HEADINGS, "95 % interval", "samples", "why it is unknown"],
      rows,
    ),
    html`<p class="note">A margin is positive on the good side. An interval is of chance alone, as if requests had nothing to do with
each other: Wilson's for shares of failures, between order statistics for percentiles of a whole phase. That of a comparison of two arms
is of 99.5 %, by the draw of the arms, however requests depend on each other. Other criteria have none.</p>`,
  );
}

/** Headings of {@link criterionCells}. */
export const CRITERION_HEADINGS: readonly string[] = ["criterion", "role", "standing", "measured", "margin"];

/** A criterion in a table: whether it is as it should be, what was measured, and how far that is from its limit. */
export function criterionCells(criterion: JudgedCriterion): [Content, ...Content[]] {
  return [
    html`<code>${criterion.text}</code>`,
    criterion.role,
    standing(criterion),
    measuredInWords(criterion) ?? NO_FIGURE,
    marginInWords(criterion) ?? NO_FIGURE,
  ];
}

/** A sign and a word for whether a criterion is as it should be. */
function standing(criterion: JudgedCriterion): Markup {
  const well = isWell(criterion);
  if (well === undefined) return html`<span class="unknown short">? unknown</span>`;
  const words = STANDINGS[criterion.role];
  return well ? html`<span class="good">✓ ${words.good}</span>` : html`<span class="bad">✗ ${words.bad}</span>`;
}
