import type { Change } from "../../judge/compare/change.ts";
import type { ComparisonDocument } from "../compare/document.ts";
import {
  areSameOrders,
  askedInWords,
  CHANGE_SIGNS,
  CONCLUSIONS,
  changeInterval,
  couldShow,
  differenceOf,
  FIGURE_NAMES,
  figureValue,
  footnotes,
  ordersInWords,
  outcomesInWords,
  shownChanges,
} from "../compare/words.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { bothEnds, type Line, line, type Style, span, wrapText } from "./text.ts";

/** Differences in what was asked that are listed: two experiments may have a hundred, and `--json` has all. */
const SHOWN = 12;

const COLUMNS: readonly Column[] = [
  { heading: "SIGNAL", atLeast: 12 },
  { heading: "phase" },
  { heading: "figure" },
  { heading: "A", align: "right" },
  { heading: "B", align: "right" },
  { heading: "change", align: "right", goesFirst: 2 },
  { heading: "interval", align: "right" },
  { heading: "could show", align: "right", goesFirst: 1 },
];

/** The first columns, which there are without intervals, too. */
const WITHOUT_INTERVALS = 6;

/**
 * Two sides: what differed in what was asked, since it is of two things then; what may be concluded; each figure of the loads and
 * whatever else differs; verdicts, conclusions and orders that do. No line is wider than the columns.
 */
export function renderComparedSides(document: ComparisonDocument, terminal: Terminal): string[] {
  const { columns } = terminal;
  const { reasons, notes, over } = document;
  const shown = shownChanges(document);
  const headings = over === "nothing" ? COLUMNS.slice(0, WITHOUT_INTERVALS) : COLUMNS;
  const blocks = [
    head(document, columns),
    askedLines(document, columns),
    [...reasons, ...notes].flatMap((text) => wrapText(text, columns, { lead: [span("faint", "• ")] })),
    shown.length === 0 ? [] : layTable(headings, shown.map(cellsOf), columns),
    outcomeLines(document, columns),
    footnotes(document).flatMap((note) => wrapText(note, columns, { style: "faint" })),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

function head({ conclusion, a, b }: ComparisonDocument, columns: number): Line[] {
  const experiments = [...new Set([a.experiment, b.experiment])].join(" and ");
  const label = span("caution", ` ${CONCLUSIONS[conclusion]} `);
  const sides = (
    [
      ["A", a],
      ["B", b],
    ] as const
  ).flatMap(([name, { runs }]) => labelled(name, runs.join(", "), columns));
  return [bothEnds([label, span("strong", `  ${experiments}`)], [span("faint", "B beside A")], columns), ...sides];
}

function askedLines({ asked, made }: ComparisonDocument, columns: number): Line[] {
  const more = asked.length - SHOWN;
  const points = [
    ...asked.slice(0, SHOWN).map(askedInWords),
    ...(more > 0 ? [`and ${more} more; --json has them`] : []),
  ];
  const title = "What was asked for differs, so that two things are compared, whatever else is the same:";
  return [
    ...(asked.length === 0 ? [] : wrapText(title, columns, { style: "warn" })),
    ...labelledPoints("ASKED", points, columns),
    ...labelledPoints("MADE BY", made.map(askedInWords), columns),
  ];
}

function cellsOf(change: Change): Cell[] {
  const { signal, phase, figure, a, b, conclusion } = change;
  const isDifferent = conclusion === "more" || conclusion === "less";
  const style: Style = isDifferent ? "warn" : "plain";
  return [
    [span(isDifferent ? "warn" : "faint", `${CHANGE_SIGNS[conclusion]} `), span(style, signal)],
    line("faint", phase),
    line(style, FIGURE_NAMES[figure]),
    line("plain", figureValue(figure, a)),
    line(isDifferent ? "warn" : "strong", figureValue(figure, b)),
    line(style, differenceOf(change)),
    line(style, changeInterval(change)),
    line("faint", couldShow(change)),
  ];
}

function outcomeLines(document: ComparisonDocument, columns: number): Line[] {
  const { a, b, outcomes } = document;
  const points = outcomes.map(
    ({ name, a: inA, b: inB }) =>
      `${name}: ${outcomesInWords(inA, a.runs.length)} in A, ${outcomesInWords(inB, b.runs.length)} in B`,
  );
  const orders = (
    [
      ["A", a],
      ["B", b],
    ] as const
  ).map(([name, side]) => `${name}: ${ordersInWords(side.degradationOrders, side.runs.length)}`);
  return [
    ...(points.length === 0
      ? labelled("OUTCOMES", "verdict and all conclusions are the same", columns, "faint")
      : labelledPoints("OUTCOMES", points, columns)),
    ...(areSameOrders(document)
      ? labelled("ORDER", `the same: ${ordersInWords(a.degradationOrders, a.runs.length)}`, columns, "faint")
      : labelledPoints("ORDER", orders, columns)),
  ];
}
