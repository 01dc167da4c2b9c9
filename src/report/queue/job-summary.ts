import { exitCodes } from "../../values/exit-codes.ts";
import { findingsOf } from "./findings.ts";
import { queueInWords } from "./queue-counts.ts";
import { exitCodeOf, outcomeOf, type QueueReport, reasonOf } from "./queue-report.ts";

/** Signs that no text of a stranger's may have any meaning by. */
const SIGNS = /[\\`*_{}[\]()#+!|<>&@~:]/g;

const MARKS: Readonly<Record<string, string>> = { pass: "✅", inconclusive: "⚠️", "not-run": "⚠️", interrupted: "⚠️" };

/** A queue's outcome as Markdown: a table, and below it what is wrong, line by line. */
export function jobSummary(report: QueueReport): string {
  const rows = report.entries.map((entry) => {
    const outcome = outcomeOf(entry);
    const mark = MARKS[outcome] ?? "❌";
    return `| ${words(entry.path)} | ${mark} ${words(outcome.replace("-", " "))} | ${words(reasonOf(entry))} |`;
  });
  const table = rows.length === 0 ? [] : ["| experiment | outcome | why |", "|---|---|---|", ...rows, ""];
  const found = findingsOf(report.entries).map(
    ({ path, line, message }) => `- ${words(path)}, line ${line}: ${words(message)}`,
  );
  const heading = `## ${report.exitCode === exitCodes.pass ? "✅" : "❌"} brownout`;
  const left = report.entries.some((entry) => exitCodeOf(entry) === exitCodes.undoIncomplete);
  const alarm = left ? ["**Something that was put in may still be there.**", ""] : [];
  return [heading, "", words(queueInWords(report)), "", ...alarm, ...table, ...found, ""].join("\n");
}

/** A text that says in Markdown what it says, on one line. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, " ").replace(SIGNS, (sign) => `&#${sign.charCodeAt(0)};`);
}
