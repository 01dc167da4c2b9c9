import { measuredPhases } from "../../judge/history/event.ts";
import type { JudgedCriterion, RunResult, SignalStats } from "../../judge/history/result.ts";
import { type Conclusion, conclusionsOf } from "../conclusions.ts";
import { intervalInWords } from "../criterion-figures.ts";
import { type CriterionIntervals, readIntervals } from "../criterion-intervals.ts";
import { count, inFlight, latency, NO_FIGURE, NOT_MEASURED, percent, rate } from "../terminal/figures.ts";
import { harnessLine } from "../terminal/harness.ts";
import { originName } from "../terminal/origin.ts";
import { splitSignals } from "../terminal/signal-kinds.ts";
import { CRITERION_HEADINGS, criterionCells } from "./criterion-cells.ts";
import type { RenderReport, ReportedRun } from "./format.ts";
import { code, codeBlock, plainText, table } from "./markdown-text.ts";

/** The most points of a list, and signals of a table: a comment has an end, and who wants all of it has the result. */
const SHOWN = 12;

const SIGNS: Readonly<Record<Conclusion["outcome"], string>> = { held: "✓", broken: "✗", unproven: "?", open: "–" };

/** A run in GitHub's and GitLab's Markdown, for the comment on a pull request. */
export const renderMarkdown: RenderReport = async (run) => {
  const { result, plan } = run;
  const conclusions = conclusionsOf(result, plan);
  const intervals = await readIntervals(plan, run.events());
  const parts = [
    head(result),
    points(result.reasons.map(plainText)),
    titled("Warnings", points(result.warnings.map(plainText))),
    criteriaTable(result.criteria, intervals),
    points(conclusions.filter(({ kind }) => !isCriterionOrVerdict(kind)).map(conclusionLine)),
    signalTable(result),
    titled("How it spread", points(spreadLines(result))),
    titled("What to do", adviceParts(result).join("\n\n")),
    foot(run),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
};

function head({ verdict, experiment, title }: RunResult): string {
  const sign = verdict === "pass" ? "✓" : verdict === "inconclusive" ? "?" : "✗";
  return `### ${sign} ${verdict.replace("-", " ").toUpperCase()}: ${plainText(experiment)}\n\n${plainText(title)}`;
}

function isCriterionOrVerdict(kind: Conclusion["kind"]): boolean {
  return kind === "steady-state" || kind === "abort" || kind === "expect" || kind === "verdict";
}

function criteriaTable(criteria: readonly JudgedCriterion[], intervals: CriterionIntervals): string {
  if (criteria.length === 0) return "";
  const rows = criteria.map((criterion) => [
    ...criterionCells(criterion),
    intervalInWords(criterion, intervals) ?? NO_FIGURE,
  ]);
  return table([...CRITERION_HEADINGS, "95 % interval"], rows);
}

function conclusionLine({ outcome, name, why }: Conclusion): string {
  return `${SIGNS[outcome]} ${plainText(name)}: ${plainText(why.join("; "))}`;
}

/** The loads, and of the edges those that have a part in what happened. */
function signalTable({ signals, degradations, faults, origin }: RunResult): string {
  const told = new Set([...degradations.map(({ signal }) => signal), ...faults.map(({ on }) => on)]);
  if (origin?.kind === "edge") told.add(origin.edge);
  const { loads, edges } = splitSignals(signals);
  const names = [...Object.keys(loads), ...Object.keys(edges).filter((name) => told.has(name))];
  const rows = names.slice(0, SHOWN).flatMap((name) =>
    measuredPhases.flatMap((phase, at) => {
      const stats = signals[name]?.[phase];
      return stats === undefined ? [] : [[at === 0 ? signalCell(name, stats) : "", phase, ...figures(stats)]];
    }),
  );
  if (rows.length === 0) return "";
  const others = Object.keys(signals).length - Math.min(names.length, SHOWN);
  const rest =
    others === 0 ? "" : `\n\n${count(others)} more ${others === 1 ? "signal is" : "signals are"} in the result.`;
  return table(["signal", "phase", "requests", "rate", "errors", "p50", "p95", "p99", "in flight"], rows) + rest;
}

function signalCell(name: string, { opaque }: SignalStats): string {
  return opaque === undefined ? code(name) : `${code(name)} ${NOT_MEASURED}`;
}

function figures(stats: SignalStats): readonly string[] {
  return [
    count(stats.ended),
    rate(stats.ratePerS),
    percent(stats.errorRate),
    latency(stats.p50Ms),
    latency(stats.p95Ms),
    latency(stats.p99Ms),
    inFlight(stats),
  ];
}

function spreadLines({ hurt, degradations, origin, undecided }: RunResult): readonly string[] {
  return [
    ...(hurt.length === 0 ? [] : [`Hurt: ${hurt.map(code).join(", ")}`]),
    ...degradations.map(
      ({ signal, afterMs, evidence }) => `${code(signal)} after ${latency(afterMs)}: ${plainText(evidence)}`,
    ),
    ...(origin === null
      ? []
      : [`Origin: ${plainText(originName(origin) ?? "")}: ${origin.evidence.map(plainText).join("; ")}`]),
    ...undecided.map(({ name, why }) => `Not told of ${code(name)}: ${plainText(why)}`),
  ];
}

function adviceParts(result: RunResult): readonly string[] {
  const { leftBehind, stop, verdict, origin, harness } = result;
  return [
    ...(leftBehind.length === 0
      ? []
      : [
          "Take out what may still be in: `brownout recover`, or by hand:",
          codeBlock(leftBehind.map(({ manual }) => manual)),
        ]),
    ...(stop?.kind === "broken" && stop.hint !== undefined ? [plainText(stop.hint)] : []),
    ...(stop?.kind === "no-steady-state"
      ? [
          "Nothing was put in: see why the system wasn't steady before the fault, or correct what the file calls steady.",
        ]
      : []),
    ...((verdict === "fail" || verdict === "aborted") && origin !== null && origin.kind !== "not-measured"
      ? [`Look at ${plainText(originName(origin) ?? "")} first: it began there.`]
      : []),
    ...(verdict === "inconclusive" && harness.unusable > 0
      ? [`Run it again where the harness has the machine to itself: ${plainText(harnessLine(harness)[0])}.`]
      : []),
  ];
}

function foot({ result }: ReportedRun): string {
  const { run, platform, startedAt, durationMs } = result;
  return `<sub>Run ${code(run)} on ${plainText(platform)}, ${plainText(startedAt)}, took ${latency(durationMs)}; ${code(`brownout report ${run}`)} prints all of it.</sub>`;
}

function points(lines: readonly string[]): string {
  const more = lines.length - SHOWN;
  const shown = more > 0 ? [...lines.slice(0, SHOWN), `and ${more} more`] : lines;
  return shown.map((line) => `- ${line}`).join("\n");
}

function titled(title: string, body: string): string {
  return body === "" ? "" : `**${title}**\n\n${body}`;
}
