import type { DayAgreement } from "../../judge/gameday/day-event.ts";
import { html, type Markup } from "../../report/html/markup.ts";
import { points } from "../../report/html/tables.ts";

/** The experiments of the day in order, what became of each, and the way back. */
export function courseSection({ experiments, wayBack }: DayAgreement): Markup {
  return html`<section id="course" aria-labelledby="course-title"><h2 id="course-title">Experiments</h2>
<ol class="course">${experiments.map(
    ({ title, hypothesis }, at) => html`<li><h3>${title}</h3>
<p>Expected: <q>${hypothesis}</q></p><div id="step-${at}"></div></li>
`,
  )}</ol>
${wayBack.length > 0 ? html`<h3>If taking the faults out doesn't end the trouble</h3>` : undefined}
${points(wayBack.map((step) => html`<code>${step}</code>`))}</section>
`;
}
