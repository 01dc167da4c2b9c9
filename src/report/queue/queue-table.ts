import { latency } from "../terminal/figures.ts";
import { printLines, type Terminal } from "../terminal/print.ts";
import { type Cell, type Column, layTable } from "../terminal/table.ts";
import { type Line, line, type Style, span, wrapText } from "../terminal/text.ts";
import { queueInWords } from "./queue-counts.ts";
import { type Outcome, outcomeOf, type QueueEntry, type QueueReport, reasonOf } from "./queue-report.ts";

const COLUMNS: readonly Column[] = [
  { heading: "EXPERIMENT", atLeast: 24 },
  { heading: "outcome" },
  { heading: "took", align: "right", goesFirst: 1 },
  { heading: "why", atLeast: 20 },
];

const STYLES: Readonly<Record<Outcome, Style>> = {
  pass: "good",
  fail: "bad",
  aborted: "bad",
  inconclusive: "warn",
  "undo-incomplete": "bad",
  refused: "bad",
  broken: "bad",
  interrupted: "warn",
  "not-run": "warn",
};

/** A line an experiment, and what all of them come to. */
export function queueTable(report: QueueReport, terminal: Terminal): readonly string[] {
  const total = wrapText(queueInWords(report), terminal.columns, { style: "strong" });
  const rows = report.entries.map(cells);
  const lines: Line[] = rows.length === 0 ? total : [...layTable(COLUMNS, rows, terminal.columns), [], ...total];
  return printLines(lines, terminal);
}

function cells(entry: QueueEntry): readonly Cell[] {
  const outcome = outcomeOf(entry);
  const took = entry.attempts.reduce((sum, one) => sum + (one.kind === "run" ? one.run.result.durationMs : 0), 0);
  return [
    line("plain", entry.file),
    [span(STYLES[outcome], outcome.replace("-", " "))],
    line("faint", took === 0 ? "" : latency(took)),
    line(outcome === "pass" ? "faint" : "plain", reasonOf(entry)),
  ];
}
