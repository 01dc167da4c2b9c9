import type { DayExperiment, FiledFinding } from "../../judge/gameday/day-event.ts";
import type { DayRun, DayStep } from "../../judge/gameday/day-state.ts";
import { CRITERION_HEADINGS, criterionCells } from "../formats/criterion-cells.ts";
import { code, codeBlock, plainText, table, wholeText } from "../formats/markdown-text.ts";
import { NO_FIGURE } from "../terminal/figures.ts";
import { timelineRows } from "./day-timeline.ts";
import { joined, points, titled } from "./markdown-parts.ts";
import {
  absentees,
  budgetInWords,
  faultsInWords,
  heldInWords,
  peopleInWords,
  STANDINGS,
  standingNote,
  stepInShort,
  timeOfDay,
  troubles,
  withoutRun,
} from "./report-words.ts";
import type { FoundRun, LinkTo, ReportedDay } from "./reported-day.ts";
import { verdictsChanged } from "./verdicts-changed.ts";

/** A game day in GitHub's and GitLab's Markdown. */
export function renderDayMarkdown(day: ReportedDay, linkTo: LinkTo): string {
  const { state } = day;
  const { agreement } = state;
  const note = standingNote(day);
  return joined([
    `# ${plainText(agreement.title)}: ${STANDINGS[day.standing]}`,
    ...(note === undefined ? [] : [`**${plainText(note)}**`]),
    points([...heldInWords(state), `in ${agreement.environment}, by ${agreement.path}`].map(plainText)),
    titled("In short", overview(day)),
    ...state.steps.map((step) => stepPart(step, day, linkTo)),
    titled("Findings", findingsTable(state.findings)),
    titled("Timeline", timeline(day)),
    titled("People", points(peopleLines(day).map(plainText))),
    titled("Error budget", points(budgetInWords(state).map(plainText))),
    titled("Checks", points(troubles(state.checks).map(plainText))),
    titled("Way back", wayBack(agreement.wayBack)),
  ]);
}

function overview({ state: { steps } }: ReportedDay): string {
  const rows = steps.map((step) => {
    const { decision, verdict, seen } = stepInShort(step);
    const came = verdict?.replace("-", " ").toUpperCase() ?? NO_FIGURE;
    return [code(step.experiment), decision, came, plainText(seen)];
  });
  return table(["experiment", "decision", "verdict", "seen"], rows);
}

function stepPart(step: DayStep, day: ReportedDay, linkTo: LinkTo): string {
  const agreed = day.state.agreement.experiments.find(({ name }) => name === step.experiment);
  return joined([
    `## ${plainText(agreed?.title ?? step.experiment)}`,
    agreed === undefined ? "" : expected(agreed),
    points(troubles(step.checks).map(plainText)),
    step.runs.length === 0 ? plainText(withoutRun(step)) : "",
    ...step.runs.map((run) => runPart(run, day, linkTo)),
    ...step.learned.map(({ by, text }) => `Learned (${plainText(by)}): ${wholeText(text)}`),
  ]);
}

function expected({ name, run, hypothesis }: DayExperiment): string {
  return `Experiment ${code(name)} of ${code(run)}. Expected: ${wholeText(hypothesis)}`;
}

function runPart({ run, end }: DayRun, day: ReportedDay, linkTo: LinkTo): string {
  const found = run === undefined ? undefined : day.runs.get(run);
  const name = run === undefined ? "no run" : `run ${code(run)}`;
  if (end?.type !== "run-ended") return `${name}: ${plainText(end?.why ?? "it has no end")}`;
  const page = found !== undefined && "plan" in found ? found.pagePath : undefined;
  const link = page === undefined ? "" : `, [its report](<${linkTo(page)}>)`;
  const head = `**${end.verdict.replace("-", " ").toUpperCase()}** ${plainText(end.headline)} (${name}${link})`;
  if (found === undefined) return head;
  if ("lost" in found) return `${head}\n\n${plainText(found.lost)}`;
  return [head, ...verdictsChanged(end, found.result).map(plainText), seen(found)].join("\n\n");
}

function seen({ plan, result }: FoundRun): string {
  const tried = points(faultsInWords(plan, result).map((text) => `Tried: ${plainText(text)}`));
  const criteria = result.criteria.length === 0 ? "" : table(CRITERION_HEADINGS, result.criteria.map(criterionCells));
  return joined([tried, criteria]);
}

function findingsTable(findings: readonly FiledFinding[]): string {
  if (findings.length === 0) return "None was filed.";
  const rows = findings.map(({ severity, title, owner, experiment, file }) => [
    severity,
    plainText(title),
    plainText(owner),
    code(experiment),
    code(file),
  ]);
  return table(["severity", "finding", "owner", "experiment", "file"], rows);
}

function timeline(day: ReportedDay): string {
  const rows = timelineRows(day).map(({ atMs, by, text, isSetBack }) => [
    `${timeOfDay(atMs, day.state)}${isSetBack ? " (the clock was set back)" : ""}`,
    plainText(by ?? ""),
    wholeText(text),
  ]);
  return table(["time", "who", "what"], rows);
}

function peopleLines({ state }: ReportedDay): readonly string[] {
  const absent = absentees(state);
  return [
    `There: ${state.attended.length === 0 ? "nobody said so" : peopleInWords(state.attended)}`,
    ...(absent.length === 0 ? [] : [`Agreed, and not there: ${peopleInWords(absent)}`]),
  ];
}

/** To be copied: a pipe must stay one, which it doesn't in code within a line. */
function wayBack(steps: readonly string[]): string {
  return steps.length === 0 ? "" : codeBlock(steps);
}
