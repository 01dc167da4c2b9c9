import { html, type Markup } from "../../report/html/markup.ts";

/** The run under way, or the last one of this experiment; the page's script draws it. */
export function runSection(): Markup {
  return html`<section id="run" aria-labelledby="run-title" hidden>
<h2 id="run-title">Run</h2>
<p id="phase"></p>
<progress id="phase-progress" max="1" value="0" aria-labelledby="phase"></progress>
<ul id="faults" class="plain"></ul>
<div class="scroll map" id="map-place" tabindex="0" role="region" aria-label="Map of the system"></div>
<p class="note">The thicker and redder, the further from the baseline; dotted where that isn't known. ⚡ a fault is put in here.</p>
<div id="criteria-place"></div>
<div class="controls" id="signal-choice" hidden><label for="signal">Load</label><select id="signal"></select></div>
<div id="charts"></div>
<p class="note">Figures are over the last two seconds. Drag over a chart to zoom in, double-click to follow the run again.</p>
<div id="figures-place"></div>
</section>
`;
}
