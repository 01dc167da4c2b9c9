import { severities } from "../../files/gameday/finding.ts";
import type { Role } from "../../judge/gameday/day-event.ts";
import { html, type Markup } from "../../report/html/markup.ts";
import { askForm, lineField, textField } from "./form.ts";

/** Findings, each a file that outlives the day. */
export function findingsSection(role: Role): Markup {
  return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<ul id="finding-list" class="said"></ul>
${role === "observer" ? undefined : findingForm()}</section>
`;
}

function findingForm(): Markup {
  return askForm(
    "file",
    html`${lineField("finding-title", "title", "Finding", 200)}
<label for="finding-severity">Severity</label>
<select id="finding-severity" name="severity">${severities.map((one) => html`<option>${one}</option>`)}</select>
${lineField("finding-owner", "owner", "Who sees to it", 200)}
${textField("finding-text", "What was seen, and what to do")}`,
    "File it",
    "reviewing",
  );
}
