import { exitCodes } from "../../values/exit-codes.ts";
import { plainText, table } from "../formats/markdown-text.ts";
import { findingsOf } from "./findings.ts";
import { queueInWords } from "./queue-counts.ts";
import { exitCodeOf, outcomeOf, type QueueReport, reasonOf } from "./queue-report.ts";

const SIGNS: Readonly<Record<string, string>> = { pass: "✓", inconclusive: "?", "not-run": "?", interrupted: "?" };

/** A queue's outcome as Markdown: a table, and below it what is wrong, line by line. */
export function jobSummary(report: QueueReport): string {
  const { entries, exitCode } = report;
  const rows = entries.map((entry) => {
    const outcome = outcomeOf(entry);
    return [SIGNS[outcome] ?? "✗", plainText(entry.path), outcome.replace("-", " "), plainText(reasonOf(entry))];
  });
  const found = findingsOf(entries).map(
    ({ path, line, title, message }) =>
      `- ${plainText(path)}, line ${line}: ${plainText(title)}: ${plainText(message.replaceAll("\n", "; "))}`,
  );
  const isLeft = entries.some((entry) => exitCodeOf(entry) === exitCodes.undoIncomplete);
  const parts = [
    `## ${exitCode === exitCodes.pass ? "✓" : "✗"} brownout`,
    plainText(queueInWords(report)),
    isLeft ? "**Something that was put in may still be there.**" : "",
    rows.length === 0 ? "" : table(["", "experiment", "outcome", "why"], rows),
    found.join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
