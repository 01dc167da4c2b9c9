import { html, type Markup } from "../../report/html/markup.ts";
import { askForm, textField } from "./form.ts";

/** Notes of everybody, each with its time. */
export function notesSection(): Markup {
  return html`<section id="notes" aria-labelledby="notes-title"><h2 id="notes-title">Notes</h2>
${askForm("note", textField("note-text", "A note, with the time"), "Note it", "gathering deciding running reviewing closing")}
<div class="long" tabindex="0" role="region" aria-label="Notes so far"><ul id="note-list" class="said"></ul></div></section>
`;
}
