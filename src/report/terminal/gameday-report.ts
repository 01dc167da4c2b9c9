import type { Severity } from "../../files/gameday/finding.ts";
import type { DayStanding } from "../../judge/gameday/day-standing.ts";
import type { DayStep } from "../../judge/gameday/day-state.ts";
import {
  absentees,
  budgetInWords,
  heldInWords,
  peopleInWords,
  STANDINGS,
  standingNote,
  troubles,
  withoutRun,
} from "../gameday/report-words.ts";
import type { ReportedDay } from "../gameday/reported-day.ts";
import { verdictsChanged } from "../gameday/verdicts-changed.ts";
import { howMany } from "./figures.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { bothEnds, type Line, line, type Style, span, wrapText } from "./text.ts";
import { verdictLabel } from "./verdict-line.ts";

const LABELS: Readonly<Record<DayStanding, Style>> = {
  over: "success",
  "under-way": "caution",
  left: "caution",
  "cut-off": "alarm",
};

const SEVERITIES: Readonly<Record<Severity, Style>> = {
  low: "faint",
  medium: "plain",
  high: "bad",
  critical: "bad",
};

/** A game day in short; its page has all of it. No line is wider than the columns. */
export function renderDaySummary(day: ReportedDay, terminal: Terminal): string[] {
  const { columns } = terminal;
  const { state } = day;
  const blocks = [
    head(day, columns),
    ...state.steps.map((step) => stepLines(step, day, columns)),
    findingLines(day, columns),
    factLines(day, columns),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

function head(day: ReportedDay, columns: number): Line[] {
  const { standing, state } = day;
  const { agreement } = state;
  const label = span(LABELS[standing], ` ${STANDINGS[standing].toUpperCase()} `);
  const note = standingNote(day);
  return [
    bothEnds([label, span("strong", `  ${agreement.title}`)], [span("faint", day.day)], columns),
    ...heldInWords(state).flatMap((text) => wrapText(text, columns, { style: "faint" })),
    ...(note === undefined ? [] : wrapText(note, columns, { style: "warn" })),
  ];
}

function stepLines(step: DayStep, day: ReportedDay, columns: number): Line[] {
  const agreed = day.state.agreement.experiments.find(({ name }) => name === step.experiment);
  return [
    line("accent", step.experiment),
    ...labelled("expected", agreed?.hypothesis ?? "", columns),
    ...labelledPoints("checks", troubles(step.checks), columns),
    ...(step.runs.length === 0 ? labelled("seen", withoutRun(step), columns, "faint") : []),
    ...step.runs.flatMap((run) => runLines(run, day, columns)),
    ...step.learned.flatMap(({ by, text }) => labelled("learned", `${text} (${by})`, columns)),
  ];
}

function runLines({ run, end }: DayStep["runs"][number], day: ReportedDay, columns: number): Line[] {
  if (end?.type !== "run-ended")
    return labelled("seen", `${run ?? "no run"}: ${end?.why ?? "no end"}`, columns, "warn");
  const found = day.runs.get(end.run);
  const notes = found === undefined ? [] : "lost" in found ? [found.lost] : verdictsChanged(end, found.result);
  return [
    ...labelled("seen", end.headline, columns, "plain", [...verdictLabel(end.verdict), span("plain", "  ")]),
    ...labelled("", end.run, columns, "faint"),
    ...notes.flatMap((note) => labelled("", note, columns, "warn")),
  ];
}

function findingLines({ state: { findings } }: ReportedDay, columns: number): Line[] {
  if (findings.length === 0) return labelled("FINDINGS", "none was filed", columns, "faint");
  return findings.flatMap(({ severity, title, owner, file }, at) =>
    labelled(at === 0 ? "FINDINGS" : "", `${title} (${owner}), ${file}`, columns, "plain", [
      span(SEVERITIES[severity], `${severity.padEnd("critical".length)} `),
    ]),
  );
}

function factLines({ state }: ReportedDay, columns: number): Line[] {
  const { attended, notes, stops, agreement } = state;
  const absent = absentees(state);
  const stopped = stops.length === 0 ? "" : `, ${howMany(stops.length, "stop")} asked for`;
  return [
    ...labelled("THERE", attended.length === 0 ? "nobody said so" : peopleInWords(attended), columns),
    ...(absent.length === 0 ? [] : labelled("NOT THERE", peopleInWords(absent), columns, "warn")),
    ...labelled(
      "NOTES",
      `${howMany(notes.length, "note")}${stopped}; --html or --markdown FILE has the timeline`,
      columns,
    ),
    ...labelledPoints("BUDGET", budgetInWords(state), columns),
    ...labelledPoints("CHECKS", troubles(state.checks), columns),
    ...labelledPoints("WAY BACK", agreement.wayBack, columns),
  ];
}
