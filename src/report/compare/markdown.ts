import { code, plainText, table } from "../formats/markdown-text.ts";
import type { ComparisonDocument } from "./document.ts";
import {
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
} from "./words.ts";

/** The most points of a list, and rows of a table: a comment has an end, and who wants all of it has the JSON. */
const SHOWN = 40;

/** Two sides in GitHub's and GitLab's Markdown, for the comment on a pull request. */
export function renderComparisonMarkdown(document: ComparisonDocument): string {
  const { conclusion, a, b, asked, made, reasons, notes, outcomes } = document;
  const outcomeLines = outcomes.map(({ name, a: inA, b: inB }) => {
    const [saidA, saidB] = [outcomesInWords(inA, a.runs.length), outcomesInWords(inB, b.runs.length)];
    return plainText(`${name}: ${saidA} in A, ${saidB} in B`);
  });
  const parts = [
    `### ${CONCLUSIONS[conclusion]}: ${plainText([...new Set([a.experiment, b.experiment])].join(" and "))}`,
    points([a, b].map(({ runs }, at) => `${at === 0 ? "A" : "B"}: ${runs.map(code).join(", ")}`)),
    titled("What was asked for differs, so that two things are compared", asked.map(askedLine)),
    titled("Made by another brownout, or on another machine", made.map(askedLine)),
    points([...reasons, ...notes].map(plainText)),
    changeTable(document),
    titled("Outcomes that differ", outcomeLines),
    titled(
      "Order of degradation",
      [a, b].map(
        ({ degradationOrders, runs }, at) =>
          `${at === 0 ? "A" : "B"}: ${plainText(ordersInWords(degradationOrders, runs.length))}`,
      ),
    ),
    footnotes(document).map(plainText).join(" "),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function askedLine(difference: ComparisonDocument["asked"][number]): string {
  return plainText(askedInWords(difference));
}

function changeTable(document: ComparisonDocument): string {
  const rows = shownChanges(document)
    .slice(0, SHOWN)
    .map((change) => {
      const { signal, phase, figure, a, b, conclusion } = change;
      return [
        CHANGE_SIGNS[conclusion],
        code(signal),
        phase,
        FIGURE_NAMES[figure],
        figureValue(figure, a),
        figureValue(figure, b),
        differenceOf(change),
        changeInterval(change),
        couldShow(change),
      ];
    });
  if (rows.length === 0) return "";
  return table(["", "signal", "phase", "figure", "A", "B", "change", "interval", "could show"], rows);
}

function points(lines: readonly string[]): string {
  const more = lines.length - SHOWN;
  const shown = more > 0 ? [...lines.slice(0, SHOWN), `and ${more} more`] : lines;
  return shown.map((line) => `- ${line}`).join("\n");
}

function titled(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `**${title}**\n\n${points(lines)}`;
}
