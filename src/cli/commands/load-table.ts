import { formatDuration } from "../../files/experiment/duration.ts";
import type { LoadVerdict } from "../../judge/history/load-criteria.ts";
import type { LoadReport } from "../../load/load-report.ts";
import { criteriaTable } from "../../report/terminal/criteria-table.ts";
import { printLines, type Terminal } from "../../report/terminal/print.ts";
import { bothEnds, span, wrapText } from "../../report/terminal/text.ts";
import { verdictLabel } from "../../report/terminal/verdict-line.ts";

/** A load's report for people. */
export function loadTable(report: LoadReport): string {
  const { requests, failures, errors, in_flight, rate, latency_ms, schedule_lag_ms, grain_ms, note } = report;
  const reasons = Object.entries(errors).sort(([, a], [, b]) => b - a);
  const rows: [string, string][] = [
    ["requests", `${requests}${in_flight > 0 ? ` (${in_flight} still in flight)` : ""}`],
    ["rate", `${rate.toFixed(1)}/s`],
    ["failures", requests > 0 ? `${failures} (${((failures / requests) * 100).toFixed(2)} %)` : `${failures}`],
    ...reasons.map(([reason, count]): [string, string] => [`  ${reason}`, `${count}`]),
    ["latency", percentiles(latency_ms)],
    ...(schedule_lag_ms === null ? [] : [["schedule lag", percentiles(schedule_lag_ms)] satisfies [string, string]]),
    ...(grain_ms
      ? [["grain", `${formatDuration(grain_ms)}: what was due within it was sent together`] satisfies [string, string]]
      : []),
    ...(note === undefined ? [] : [["note", note] satisfies [string, string]]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join("\n");
}

/** The verdict with its reasons and criteria, for people; nothing where nothing was expected. */
export function verdictLines(judged: LoadVerdict | undefined, terminal: Terminal): string[] {
  if (judged === undefined) return [];
  const { columns } = terminal;
  const { verdict, exitCode, reasons, criteria } = judged;
  const head = bothEnds(verdictLabel(verdict), [span("faint", `exit code ${exitCode}`)], columns);
  const why = reasons.flatMap((reason) => wrapText(reason, columns));
  return ["", ...printLines([head, ...why, [], ...criteriaTable(criteria, columns)], terminal)];
}

function percentiles(values: Readonly<Record<string, number | null>>): string {
  return Object.entries(values)
    .map(([name, ms]) => `${name} ${ms === null ? "-" : formatDuration(ms)}`)
    .join("  ");
}
