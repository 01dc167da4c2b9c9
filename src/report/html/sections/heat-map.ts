import { html, type Markup } from "../markup.ts";
import { section } from "../tables.ts";

/** The latencies of a signal over time as a heat map; the page's script draws it. */
export function heatMapSection(): Markup {
  return section(
    "heat",
    "Heat map of latency",
    html`<noscript><p>The heat map needs the script within this page.</p></noscript>
<figure id="heat-figure" hidden><div class="controls"><label for="heat-signal">Signal</label><select id="heat-signal"></select></div>
<canvas id="heat-map" role="img" aria-label="Latencies over time; the charts' table has its figures"></canvas>
<figcaption class="note">Each column is a stretch of time, each row a class of latencies on a logarithmic scale; the more requests of a column
are in a class, the stronger its colour. Those in flight at a column's end count with the age that they had.</figcaption></figure>`,
  );
}
