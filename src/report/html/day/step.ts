import type { DayExperiment } from "../../../judge/gameday/day-event.ts";
import type { DayRun, DayStep } from "../../../judge/gameday/day-state.ts";
import type { JudgedCriterion } from "../../../judge/history/result.ts";
import { faultsInWords, timeOfDay, troubles, withoutRun } from "../../gameday/report-words.ts";
import type { FoundRun, LinkTo, LostRun, ReportedDay } from "../../gameday/reported-day.ts";
import { verdictsChanged } from "../../gameday/verdicts-changed.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { CRITERION_HEADINGS, criterionCells } from "../sections/criteria.ts";
import { verdictBadge } from "../sections/verdict.ts";
import { points, table } from "../tables.ts";

/** An experiment of the day: what was expected before, what was tried, what was seen, and what people learned of it. */
export function stepSection(step: DayStep, number: number, day: ReportedDay, linkTo: LinkTo): Markup {
  const id = `step-${number}`;
  const agreed = day.state.agreement.experiments.find(({ name }) => name === step.experiment);
  return html`<section class="step" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${number}. ${agreed?.title ?? step.experiment}</h2>
${agreed && expected(agreed)}${points(troubles(step.checks), "warnings")}
${step.runs.length === 0 ? html`<p>${withoutRun(step)}</p>` : step.runs.map((run) => runPart(run, day, linkTo))}
${learned(step, day)}</section>
`;
}

function expected({ name, run, hypothesis }: DayExperiment): Markup {
  return html`<p class="meta">Experiment ${name}, <code>${run}</code></p>
<h3>Expected</h3>
<p class="words">${hypothesis}</p>
`;
}

function runPart({ run, beganAtMs, end }: DayRun, day: ReportedDay, linkTo: LinkTo): Markup {
  const name = run === undefined ? "No run" : `Run ${run}`;
  const at = timeOfDay(beganAtMs, day.state);
  if (end?.type !== "run-ended") {
    return html`<div class="verdict"><p class="headline">${name}, ${at}: ${end?.why ?? "it has no end"}</p></div>`;
  }
  const found = day.runs.get(end.run);
  const page = found !== undefined && "plan" in found ? found.pagePath : undefined;
  return html`<div class="verdict ${end.verdict}">
${verdictBadge(end.verdict)}
<p class="headline">${end.headline}</p>
<p class="meta">${name}, ${at}, exit code ${end.exitCode}${page && html`: <a href="${linkTo(page)}">its own report</a>`}</p>
${seen(end, found)}</div>`;
}

function seen(end: Extract<DayRun["end"], { type: "run-ended" }>, found: FoundRun | LostRun | undefined): Content {
  if (found === undefined) return undefined;
  if ("lost" in found) return html`<p class="warnings">${found.lost}</p>`;
  const { plan, result } = found;
  return [
    points(verdictsChanged(end, result), "warnings"),
    html`<h3>Tried</h3>`,
    points(faultsInWords(plan, result)) ?? html`<p>Nothing was to be put in.</p>`,
    html`<h3>Seen</h3>`,
    criteria(result.criteria, end.run),
  ];
}

function criteria(judged: readonly JudgedCriterion[], run: string): Content {
  if (judged.length === 0) return html`<p>The experiment has no criteria.</p>`;
  const isAllKnown = judged.every(({ judgement }) => judgement.why === undefined);
  const rows = judged.map((criterion): [Content, ...Content[]] => [
    ...criterionCells(criterion),
    ...(isAllKnown ? [] : [criterion.judgement.why ?? ""]),
  ]);
  return table(
    `Criteria of ${run}, and how far their limits were`,
    isAllKnown ? CRITERION_HEADINGS : [...CRITERION_HEADINGS, "why it is unknown"],
    rows,
  );
}

function learned(step: DayStep, { state }: ReportedDay): Content {
  if (step.learned.length === 0) return undefined;
  return html`<h3>Learned</h3>
${step.learned.map(
  ({ text, by, atMs }) =>
    html`<blockquote><p class="words">${text}</p><p class="note">${by}, ${timeOfDay(atMs, state)}</p></blockquote>`,
)}
`;
}
