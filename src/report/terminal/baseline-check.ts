import { formatMs, formatShare } from "../../judge/criteria/format.ts";
import type { Baseline } from "../../judge/gate/baseline.ts";
import type { Check } from "../../judge/gate/check-runs.ts";
import { type ComparedFigure, LEVEL } from "../../judge/gate/compare-runs.ts";
import type { Conclusion } from "../../judge/gate/conclude.ts";
import { differenceInWords, figureInWords, phaseInWords } from "../../judge/gate/figure-in-words.ts";
import { NO_FIGURE } from "./figures.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { bothEnds, line, type Span, type Style, span, wrapText } from "./text.ts";

const LABELS: Readonly<Record<Conclusion["conclusion"], { readonly text: string; readonly style: Style }>> = {
  "no-worse": { text: " NO WORSE ", style: "success" },
  worse: { text: " WORSE ", style: "alarm" },
  unknown: { text: " CAN'T TELL ", style: "caution" },
};

const COLUMNS: readonly Column[] = [
  { heading: "SIGNAL", atLeast: 14 },
  { heading: "when", goesFirst: 1 },
  { heading: "figure" },
  { heading: "baseline", align: "right" },
  { heading: "checked", align: "right" },
  { heading: "difference", align: "right" },
  { heading: "would have seen", align: "right", goesFirst: 2 },
];

/** A check against a baseline: what it came to, why, and each figure of the loads and whatever else is worse. */
export function renderCheck(name: string, { kind }: Baseline, check: Check, terminal: Terminal): string[] {
  const { columns } = terminal;
  const { comparison, conclusion, exitCode, reasons, inconclusive } = check;
  const { text, style } = LABELS[conclusion];
  const left = [span(style, text), span("strong", `  ${kind.experiment}`), span("faint", ` beside ${name}`)];
  const isShown = ({ signal, isWorse }: ComparedFigure) => isWorse || kind.loads.includes(signal);
  const shown = comparison.figures.filter(isShown);
  const blocks = [
    [bothEnds(left, [span("faint", `exit code ${exitCode}`)], columns)],
    reasons.flatMap((reason) => wrapText(reason, columns, { lead: [span("faint", "• ")] })),
    shown.length === 0 ? [] : layTable(COLUMNS, shown.map(cellsOf), columns),
    footnotes(check, comparison.figures.length - shown.length, inconclusive).flatMap((note) =>
      wrapText(note, columns, { style: "faint" }),
    ),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

function cellsOf(compared: ComparedFigure): Cell[] {
  const { signal, phase, figure, baseline, checked, difference, isWorse, wouldSee } = compared;
  const write = figure === "errorRate" ? formatShare : formatMs;
  const style: Style = isWorse ? "bad" : "plain";
  return [
    [signOf(compared), span(style, signal)],
    line("faint", phaseInWords(phase)),
    line(style, figureInWords(figure)),
    line("plain", write(baseline)),
    line(isWorse ? "bad" : "strong", write(checked)),
    line(style, differenceInWords(figure, difference)),
    line("faint", wouldSee === undefined ? NO_FIGURE : differenceInWords(figure, wouldSee)),
  ];
}

/** A figure in which nothing would have been seen is neither worse nor well. */
function signOf({ isWorse, wouldSee }: ComparedFigure): Span {
  if (isWorse) return span("bad", "✗ ");
  return wouldSee === undefined ? span("faint", "? ") : span("good", "✓ ");
}

function footnotes({ comparison, runs }: Check, hidden: number, inconclusive: readonly string[]): string[] {
  const { baselineRuns, leftOut } = comparison;
  const beside = `Medians of ${runs.length} checked ${runs.length === 1 ? "run" : "runs"} and ${baselineRuns} of the baseline.`;
  return [
    `${beside} A system that did not change is called worse in ${formatShare(LEVEL)} of checks. "Would have seen" is the least change that is found in about 95 % of them.`,
    ...(hidden > 0 ? [`${hidden} more figures, of edges, are no worse; --json has them.`] : []),
    ...(leftOut.length > 0 ? [`${leftOut.length} figures aren't in all runs of the baseline, and say nothing.`] : []),
    ...(inconclusive.length > 0 ? [`Inconclusive, and not counted: ${inconclusive.join(", ")}.`] : []),
  ];
}
