import type { CriterionRole } from "../../judge/history/event.ts";
import type { JudgedCriterion } from "../../judge/history/result.ts";
import type { Trit } from "../../values/trit.ts";
import { isWell, marginInWords, measuredInWords } from "../criterion-figures.ts";
import { limitBar } from "./bar.ts";
import { NO_FIGURE } from "./figures.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { type Line, line, type Style, span } from "./text.ts";

/** Words for a criterion that holds or not, by its role: an abort that does not hold is good. */
const STANDINGS: Readonly<Record<CriterionRole, Readonly<Record<Trit, string>>>> = {
  "steady-state": { true: "steady: held", false: "steady: broken", unknown: "steady: unknown" },
  abort: { true: "abort: hit", false: "abort: not hit", unknown: "abort: unknown" },
  expect: { true: "expect: met", false: "expect: missed", unknown: "expect: unknown" },
};

const COLUMNS: readonly Column[] = [
  { heading: "CRITERION", atLeast: 26 },
  { heading: "role: standing", goesFirst: 1 },
  { heading: "measured", align: "right" },
  { heading: "margin", align: "right", goesFirst: 2 },
  { heading: "limit", atLeast: 8, upTo: 40, goesFirst: 3 },
];

/** A heading and a line a criterion: whether it is well, what it says, what was measured, how far the limit is. */
export function criteriaTable(criteria: readonly JudgedCriterion[], columns: number): Line[] {
  const rows = criteria.map((criterion): Cell[] => {
    const { style, sign } = standing(criterion);
    return [
      [span(style, `${sign} `), span(style === "bad" ? "bad" : "plain", criterion.text)],
      line(style === "bad" ? "bad" : "faint", STANDINGS[criterion.role][criterion.judgement.holds]),
      line(style === "bad" ? "bad" : "strong", measuredInWords(criterion) ?? NO_FIGURE),
      line(style === "bad" ? "bad" : "plain", marginInWords(criterion) ?? ""),
      towardsLimit(criterion),
    ];
  });
  return layTable(COLUMNS, rows, columns);
}

function towardsLimit(criterion: JudgedCriterion): Cell {
  const { measured, why } = criterion.judgement;
  if (measured === undefined) return (columns) => line("faint", why === undefined || why.length > columns ? "" : why);
  const used = limitUsed(criterion, measured);
  return (columns) => limitBar(used, columns, used > 1 ? "bad" : used > 0.7 ? "warn" : "good");
}

/** Share of the way to the limit that is used up: 1 at the limit, more beyond it. */
function limitUsed(criterion: JudgedCriterion, measured: number): number {
  const goodBelow = criterion.comparison.startsWith("<") !== (criterion.role === "abort");
  const [part, all] = goodBelow ? [measured, criterion.limit] : [criterion.limit, measured];
  // A share says nothing where values may be below zero.
  if (part < 0 || all < 0) return part <= all ? 0 : Number.POSITIVE_INFINITY;
  return part === all ? 1 : part / all;
}

function standing(criterion: JudgedCriterion): { readonly style: Style; readonly sign: string } {
  const well = isWell(criterion);
  if (well === undefined) return { style: "faint", sign: "?" };
  return well ? { style: "good", sign: "✓" } : { style: "bad", sign: "✗" };
}
