import { formatMs } from "../../../judge/criteria/format.ts";
import type { RunResult, Verdict } from "../../../judge/history/result.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { points } from "../tables.ts";

const SIGNS: Readonly<Record<Verdict, string>> = {
  pass: "✓",
  fail: "✗",
  aborted: "✗",
  inconclusive: "?",
  "undo-incomplete": "!",
};

/** The top of a report: the verdict, what it means in a sentence, and why. */
export function verdictSection(result: RunResult, headline: string): Markup {
  const { verdict, title, experiment, run, platform, startedAt, durationMs, exitCode, reasons, warnings } = result;
  return html`<header class="verdict ${verdict}">
${verdictBadge(verdict)}
<p class="headline">${headline}</p>
<h1>${title}</h1>
<p class="meta">Experiment ${experiment}, run ${run} on ${platform}, <time datetime="${startedAt}">${startedAt}</time>,
took ${formatMs(durationMs)}, exit code ${exitCode}</p>
<h2>Why</h2>
${points(reasons)}${hint(result)}${points(warnings, "warnings")}${leftBehind(result)}
</header>
`;
}

/** The verdict as a label, in the colour of the `verdict` around it. */
export function verdictBadge(verdict: Verdict): Markup {
  return html`<p class="badge"><span aria-hidden="true">${SIGNS[verdict]}</span> ${verdict.replace("-", " ").toUpperCase()}</p>`;
}

function hint({ stop }: RunResult): Content {
  return stop?.kind === "broken" && stop.hint !== undefined ? html`<p><strong>${stop.hint}</strong></p>` : undefined;
}

function leftBehind({ leftBehind: records }: RunResult): Content {
  if (records.length === 0) return undefined;
  return html`<div class="alarm" role="alert"><p><strong>This may still be in.</strong> All of it is taken out by
<code>brownout recover</code>; by hand:</p><ul>${records.map(
    ({ what, manual }) => html`<li>${what}: <code>${manual}</code></li>`,
  )}</ul></div>`;
}
