import type { Plan } from "../../judge/plan/plan.ts";
import { explanationOf } from "../explanation/explanation.ts";
import type { ExplanationText } from "../explanation/section.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Line, line, span, wrapText } from "./text.ts";

/** Longer lines of prose are hard to read. */
const COLUMNS_MOST = 80;

/** Renders a plan as prose. No line is wider than the columns, nor than 80. */
export function renderExplanation(plan: Plan, { columns, colour }: Terminal): string[] {
  const width = Math.min(columns, COLUMNS_MOST);
  const sections = explanationOf(plan).flatMap(({ heading, texts }) => [
    [],
    line("accent", heading),
    ...texts.flatMap((text) => textLines(text, width)),
  ]);
  return printLines([line("strong", plan.experiment.name), ...sections], { columns: width, colour });
}

function textLines(text: ExplanationText, columns: number): Line[] {
  if (typeof text === "string") return wrapText(text, columns, { lead: [span("plain", "  ")] });
  return wrapText(text.point, columns, { lead: [span("faint", "  • ")] });
}
