import { formatMs, formatNumber, formatShare } from "../../../judge/criteria/format.ts";
import type { PageData, PageSignal } from "../page-data.ts";

/** Rows that anybody reads. */
const MOST_ROWS = 60;

const HEADINGS = ["time", "rate", "errors", "p50", "p95", "p99", "against the baseline"];

/** The figures of a signal as a table, for who doesn't see charts. Of many points every so-manieth. */
export function figuresTable(data: PageData, signal: PageSignal): HTMLTableElement {
  const table = document.createElement("table");
  const each = Math.max(1, Math.ceil(signal.perS.length / MOST_ROWS));
  const sample = each === 1 ? "each point" : `one point of ${each}`;
  table.createCaption().textContent = `${signal.name}: ${sample}, over ${formatMs(data.binMs)} up to the time given`;
  const head = table.createTHead().insertRow();
  for (const heading of HEADINGS) head.append(headingCell("col", heading));
  const body = table.createTBody();
  for (let at = each - 1; at < signal.perS.length; at += each) {
    const row = body.insertRow();
    row.append(headingCell("row", formatMs((at + 1) * data.binMs)));
    for (const text of figuresAt(data, signal, at)) row.insertCell().textContent = text;
  }
  return table;
}

function figuresAt({ degrees }: PageData, signal: PageSignal, at: number): string[] {
  const write = (value: number | null | undefined, inWords: (value: number) => string) =>
    value === null || value === undefined ? "–" : inWords(value);
  return [
    write(signal.perS[at], (value) => `${formatNumber(value)}/s`),
    write(signal.errors[at], formatShare),
    ...[signal.p50, signal.p95, signal.p99].map((figures) => write(figures[at], formatMs)),
    degrees[Number(signal.degrees[at])] ?? "unknown",
  ];
}

function headingCell(scope: "col" | "row", text: string): HTMLTableCellElement {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
