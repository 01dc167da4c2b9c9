import { loadSignals } from "../../files/experiment/steps.ts";
import type { ComparedSides } from "../../judge/compare/compare-sides.ts";
import type { ComparedRun } from "../../judge/compare/compared-run.ts";
import { concludeSides } from "../../judge/compare/conclude-sides.ts";
import { LEVEL } from "../../judge/gate/compare-runs.ts";
import { sixDigits } from "../six-digits.ts";
import { degradationOrders, differingOutcomes } from "./outcomes.ts";

/** Version of the document: it rises when a field goes away or comes to mean something else, and not when one is added. */
export const COMPARISON_FORMAT = 1 as const;

export type ComparisonDocument = ReturnType<typeof comparisonDocument>;

/** Two sides as one document, which docs/reports.md describes and comparison-schema.ts types; every report of them is made of it. */
export function comparisonDocument(sides: ComparedSides) {
  const { a, b, over, asked, made, changes, notes } = sides;
  return {
    formatVersion: COMPARISON_FORMAT,
    ...concludeSides(sides),
    over,
    level: LEVEL,
    a: sideOf(a),
    b: sideOf(b),
    asked,
    made,
    notes,
    changes,
    outcomes: differingOutcomes(a, b),
  };
}

function sideOf(side: readonly ComparedRun[]) {
  const experiments = new Set(side.map(({ result }) => result.experiment));
  return {
    experiment: [...experiments].join(", "),
    runs: side.map(({ result }) => result.run),
    loads: [...new Set(side.flatMap(({ started }) => loadSignals(started.plan.experiment)))],
    degradationOrders: degradationOrders(side),
  };
}

/** The document as JSON, its measured numbers to six digits. */
export function renderComparisonJson(document: ComparisonDocument): string {
  return JSON.stringify(document, sixDigits, 2);
}
