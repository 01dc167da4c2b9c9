import { type Severity, severities } from "../../files/gameday/finding.ts";
import type { MarginSeries } from "../../judge/gameday/margins.ts";
import type { DayFigures, DayTrend } from "../../judge/gameday/trend.ts";
import type { TrendDocument } from "../gameday/trend-document.ts";
import {
  boringNote,
  countsInWords,
  marginNotes,
  marginOn,
  recordInWords,
  runsInWords,
  type ShownDay,
  shownDays,
  standingInWords,
  suggestionInWords,
} from "../gameday/trend-words.ts";
import { howMany, NO_FIGURE } from "./figures.ts";
import { labelledPoints } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { type Line, line, type Style, span, wrapText } from "./text.ts";

/** Columns that a date, its gap and a name leave of a line. */
const NAME_COLUMNS = 40;
const COLUMNS_OF_A_DATE = "2026-12-01".length + 2;

/** Columns of days: where room is short the least severe goes first, and how many there are in all stays. */
const COLUMNS_OF_DAYS: readonly Column[] = [
  { heading: "DAY", atLeast: 16 },
  { heading: "is", goesFirst: 2 },
  { heading: "runs", goesFirst: 3 },
  { heading: "findings", align: "right" },
  ...severities
    .map((heading, at): Column => ({ heading, align: "right", goesFirst: 4 + severities.length - at }))
    .toReversed(),
  { heading: "open", align: "right" },
  { heading: "closed", align: "right" },
  { heading: "unknown", align: "right", goesFirst: 1 },
];

/** The days of each game day: their findings, the margins of their experiments, what has become boring, what to try. No line is wider than the columns. */
export function renderTrend({ times, gamedays, strays }: TrendDocument, terminal: Terminal): string[] {
  const { columns } = terminal;
  const blocks = [
    ...gamedays.flatMap((trend) => trendBlocks(trend, times, columns)),
    strays.length === 0 ? [] : labelledPoints("STRAY", [strayWords(strays)], columns),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

function strayWords(strays: readonly string[]): string {
  return `findings in no day's journal that could be read: ${strays.join(", ")}`;
}

function trendBlocks(trend: DayTrend, times: number, columns: number): Line[][] {
  const { name, title, days, experiments, margins } = trend;
  const most = Math.max(1, Math.floor((columns - NAME_COLUMNS) / COLUMNS_OF_A_DATE));
  const { shown, older } = shownDays(days, most);
  return [
    [[span("strong", title), span("faint", `  ${name}, ${howMany(days.length, "day")}`)]],
    layTable(COLUMNS_OF_DAYS, days.map(dayCells), columns),
    margins.length === 0 ? [] : marginTable(trend, shown, columns),
    marginNotes(trend, older).flatMap((note) => wrapText(note, columns, { style: "faint" })),
    recordLines(trend, columns),
    experiments.length === 0 ? [] : wrapText(boringNote(times), columns, { style: "faint" }),
    suggestionLines(trend, columns),
  ];
}

function dayCells(figures: DayFigures): Cell[] {
  const { day, filed, open, closed, unknown } = figures;
  const all = severities.reduce((sum, severity) => sum + filed[severity], 0);
  const count = (number: number, style: Style = "plain") =>
    line(number === 0 ? "faint" : style, number === 0 ? NO_FIGURE : String(number));
  const severe = (severity: Severity): Style => (severity === "high" || severity === "critical" ? "bad" : "plain");
  return [
    line("plain", day),
    line(figures.standing === "over" ? "faint" : "warn", standingInWords(figures)),
    line("faint", runsInWords(figures)),
    count(all, "strong"),
    ...severities.toReversed().map((severity) => count(filed[severity], severe(severity))),
    count(open, "warn"),
    count(closed, "good"),
    count(unknown, "warn"),
  ];
}

/** The expectations of each experiment below it and the places that its faults are on. */
function marginTable({ margins }: DayTrend, days: readonly ShownDay[], columns: number): Line[] {
  const headings: Column[] = [
    { heading: "MARGINS", atLeast: 20 },
    ...days.map(({ label }): Column => ({ heading: label, align: "right" })),
  ];
  const groups = Map.groupBy(margins, ({ experiment }) => experiment);
  const rows = [...groups].flatMap(([experiment, all]): Cell[][] => [
    [[span("plain", experiment), span("faint", ` on ${all.at(-1)?.on.join(", ")}`)]],
    ...all.map((series) => [line("plain", `  ${series.text}`), ...days.map(({ day }) => marginCell(series, day))]),
  ]);
  return layTable(headings, rows, columns);
}

function marginCell(series: MarginSeries, day: string): Line {
  const margin = marginOn(series, day);
  return margin === undefined ? line("faint", NO_FIGURE) : line(margin.isBeyond ? "bad" : "strong", margin.text);
}

function recordLines({ experiments }: DayTrend, columns: number): Line[] {
  const texts = experiments.map((record) => `${record.experiment}, ${countsInWords(record)}: ${recordInWords(record)}`);
  return labelledPoints("SO FAR", texts, columns);
}

function suggestionLines({ suggestions }: DayTrend, columns: number): Line[] {
  const texts = suggestions.map(suggestionInWords).map(({ what, why }) => `${what}; ${why}`);
  return labelledPoints("TRY NEXT", texts, columns);
}
