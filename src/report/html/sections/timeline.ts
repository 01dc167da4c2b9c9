import { formatMs } from "../../../judge/criteria/format.ts";
import { measuredPhases } from "../../../judge/history/event.ts";
import type { RunResult } from "../../../judge/history/result.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";
import type { Timeline } from "../timeline.ts";

/** The charts of a signal over time; the page's script draws them. */
export function timelineSection({ phases, stop, signals }: RunResult, { binMs, isJoined }: Timeline): Markup {
  const times = phasesTable(phases, stop?.kind === "abort");
  if (Object.keys(signals).length === 0) {
    return section("timeline", "Timeline", html`<p>No load or edge was measured.</p>`, times);
  }
  return section(
    "timeline",
    "Timeline",
    html`<noscript><p>The charts need the script within this page. All that it draws from is in the tables.</p></noscript>
<div class="controls" id="timeline-controls" hidden>
<label for="signal">Signal</label><select id="signal"></select>
<button type="button" data-zoom="whole">Whole run</button>
${measuredPhases.map((phase) => html`<button type="button" data-zoom="${phase}">${phase}</button>`)}
<button type="button" data-zoom="in">Zoom in</button><button type="button" data-zoom="out">Zoom out</button>
<button type="button" data-zoom="earlier">Earlier</button><button type="button" data-zoom="later">Later</button>
</div>
<div id="charts"></div>
<p class="note">Each point is over ${formatMs(binMs)}; percentiles are of all requests in it, those in flight at its end with their age.
With fewer than 20 requests a p95 is the slowest of them, with fewer than 100 a p99.
${isJoined ? "The run is long: the faint lines are the lowest and highest rate, the worst share of failures and the worst p99 of half a second within each point." : undefined}
Drag over a chart to zoom in, double-click for the whole run.</p>
<details id="figures" hidden><summary>The charts and the heat map as a table</summary><div id="figures-table"></div></details>`,
    times,
  );
}

function phasesTable(phases: RunResult["phases"], isAborted: boolean): Content {
  const rows = phases.map(({ name, fromMs, toMs }): [Content, ...Content[]] => [
    name,
    formatMs(fromMs),
    formatMs(toMs),
    name === "fault" && isAborted ? "ended by an abort criterion" : "",
  ]);
  return table("Phases, in time from the run's beginning", ["phase", "from", "to", "note"], rows);
}
