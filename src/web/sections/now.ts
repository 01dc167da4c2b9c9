import type { Role } from "../../judge/gameday/day-event.ts";
import { type Content, html, type Markup } from "../../report/html/markup.ts";
import { askForm, lineField, textField } from "./form.ts";

/** The stage of the day, what is expected of the experiment whose turn it is, and what this person can do about it. */
export function nowSection(role: Role): Markup {
  return html`<section id="now" aria-labelledby="stage">
<div role="status" aria-atomic="true"><h2 id="stage" tabindex="-1">…</h2>
<p id="turn"></p></div>
<p id="outcome" hidden></p>
<div id="expected" hidden><h3 id="expected-title"></h3>
<p>Expected: <q id="hypothesis"></q></p>
<ul id="checks" class="checks"></ul></div>
<ul id="day-checks" class="checks" data-stages="gathering" hidden></ul>
${role === "observer" ? undefined : learningForm()}
${role === "leader" ? leaderForms() : undefined}</section>
`;
}

function learningForm(): Markup {
  return askForm("learn", textField("learn-text", "What was learned"), "Write it down", "reviewing");
}

function leaderForms(): Content {
  return html`<div class="asks">
${askForm("begin", undefined, "Begin: everybody is here", "gathering")}
${askForm("go", undefined, "Go", "deciding")}
${askForm("no-go", lineField("no-go-why", "why", "Why not", 1000), "No-go", "deciding")}
${askForm("reviewed", undefined, "Done with this one", "reviewing")}
${askForm("again", undefined, "Once more", "reviewing")}
${askForm("end", undefined, "End the day", "closing")}</div>
<details data-stages="gathering deciding running reviewing closing" hidden><summary>Leave the day, to be taken up again</summary>
<p>A run under way is stopped first. <code>brownout gameday run --resume</code> goes on where it was left.</p>
${askForm("leave", lineField("leave-why", "why", "Why", 1000), "Leave the day")}</details>
`;
}
