import { html, type Markup } from "../../report/html/markup.ts";
import { askForm } from "./form.ts";

/** The way to end a run, always on the screen while there is one. */
export function stopBar(): Markup {
  return html`<section id="stop-bar" aria-label="Stop" data-stages="running" hidden>
<div><p id="alarm" class="bad" role="alert" hidden></p>
<p id="stop-words"></p></div>
${askForm("stop", undefined, "Stop")}
</section>
`;
}
