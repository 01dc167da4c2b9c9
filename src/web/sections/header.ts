import type { DayAgreement, Person } from "../../judge/gameday/day-event.ts";
import { html, type Markup } from "../../report/html/markup.ts";
import { askForm } from "./form.ts";

/** The day, who is there, and who reads this. */
export function headerSection({ title, environment, when }: DayAgreement, { name, role }: Person): Markup {
  const leaving = role === "leader" ? "Give up the lead" : "Leave";
  const where = environment === "production" ? html`<strong class="bad">production</strong>` : environment;
  return html`<header>
<h1>${title}</h1>
<p class="meta">${when.local.replace("T", " ")} ${when.zone}, ${where}</p>
<div class="you"><p>You are <strong>${name}</strong>, ${role}.</p>
${askForm("goodbye", undefined, leaving)}</div>
<p id="connection" class="alarm" role="alert" hidden></p>
<h2 class="small" id="people-title">Here now</h2>
<ul id="people" aria-labelledby="people-title"></ul>
<nav aria-label="Parts of the page"><ul><li><a href="#now">Now</a></li><li><a href="#notes">Notes</a></li>
<li><a href="#findings">Findings</a></li><li><a href="#course">Experiments</a></li></ul></nav>
</header>
`;
}
