import type { JudgedCriterion } from "../../judge/history/result.ts";
import { isWell, marginInWords, measuredInWords } from "../criterion-figures.ts";
import { NO_FIGURE } from "../terminal/figures.ts";
import { code, plainText } from "./markdown-text.ts";

/** Headings of {@link criterionCells}. */
export const CRITERION_HEADINGS: readonly string[] = ["", "criterion", "role", "measured", "margin"];

/** A criterion in a table of Markdown: a sign for whether it is as it should be, what was measured, and how far that is from its limit. */
export function criterionCells(criterion: JudgedCriterion): readonly string[] {
  const well = isWell(criterion);
  return [
    well === undefined ? "?" : well ? "✓" : "✗",
    code(criterion.text),
    criterion.role,
    measuredInWords(criterion) ?? plainText(criterion.judgement.why ?? NO_FIGURE),
    marginInWords(criterion) ?? NO_FIGURE,
  ];
}
