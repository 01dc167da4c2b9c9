import { formatNumber } from "../../../judge/criteria/format.ts";
import { heatOf } from "../../../judge/history/degraded.ts";
import type { ByPhase, RunResult } from "../../../judge/history/result.ts";
import type { Plan } from "../../../judge/plan/plan.ts";
import { HEAT_DEGREES, heatDegree } from "../../heat-degrees.ts";
import { latency, NOT_MEASURED, percent } from "../../terminal/figures.ts";
import { type LaidGraph, layOut } from "../graph-layout.ts";
import { mapGraph } from "../map-graph.ts";
import { arrowHead, lineThrough, type Point, round, shownName } from "../map-shapes.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";

/**
 * The map of the system with each edge by its change against the baseline. As it stands it shows the fault phase as a whole;
 * the page's script plays it over time.
 */
export function cascadeSection(result: RunResult, plan: Plan): Markup {
  const { nodes, edges } = mapGraph(plan);
  if (edges.length === 0) {
    return section("cascade", "Cascade", html`<p>The run knows no graph of its system, so there is no map of it.</p>`);
  }
  return section(
    "cascade",
    "Cascade",
    legend(),
    controls(),
    html`<div class="scroll map" tabindex="0" role="region" aria-label="Map of the system">${picture(layOut(nodes, edges), result)}</div>`,
    changesTable(
      [...new Set(edges.map(({ signal }) => signal))].map((signal) => [signal, result.signals[signal] ?? {}] as const),
      result,
    ),
  );
}

function legend(): Markup {
  return html`<ul class="legend">${HEAT_DEGREES.map(
    ({ word, upTo }, at) =>
      html`<li><svg class="sample" viewBox="0 0 40 10" aria-hidden="true"><g class="edge d${at}"><path class="line" d="M0 5H40"/></g></svg> ${word}: ${degreeInWords(at, upTo)}</li>`,
  )}<li><svg class="sample" viewBox="0 0 40 10" aria-hidden="true"><g class="edge unknown"><path class="line" d="M0 5H40"/></g></svg> unknown: too few requests to tell, or not measured</li>
<li><strong>⚡</strong> a fault was on it</li><li><strong>◎</strong> here the trouble began</li></ul>`;
}

/** As `heatOf` counts. */
function degreeInWords(at: number, upTo: number): string {
  const from = HEAT_DEGREES[at - 1]?.upTo ?? 0;
  const times = (heat: number) => `${formatNumber(10 ** heat)} times`;
  const points = (heat: number) => formatNumber(heat * 50);
  if (from === 0)
    return `p95 below ${times(upTo)} the baseline's, and errors less than ${points(upTo)} points above it`;
  return `p95 from ${times(from)} the baseline's on, or errors from ${points(from)} points above it on`;
}

function controls(): Markup {
  return html`<div class="controls" id="cascade-controls" hidden>
<button type="button" id="play">Play</button>
<label for="moment">Time</label><input type="range" id="moment" min="0" max="0" value="0" step="1" aria-describedby="moment-text">
<output id="moment-text" for="moment">the fault phase as a whole</output>
<button type="button" id="whole-phase">Whole fault phase</button>
</div>`;
}

function picture(graph: LaidGraph, result: RunResult): Markup {
  const targets = new Set(result.faults.filter(({ injectedAtMs }) => injectedAtMs !== undefined).map(({ on }) => on));
  const name = "Services and the calls between them; the table after it says the same";
  return html`<svg id="map" role="img" aria-label="${name}" viewBox="0 0 ${graph.width} ${graph.height}" width="${graph.width}" height="${graph.height}">
${graph.edges.map(({ signal, points }) => edgeOf(signal, points, result, targets.has(signal)))}
${graph.nodes.map((node) => nodeOf(node, result, targets.has(node.name)))}
</svg>`;
}

function edgeOf(signal: string, points: readonly Point[], result: RunResult, isTarget: boolean): Markup {
  const { className, words } = changeOf(result.signals[signal] ?? {});
  const isOrigin = result.origin?.kind === "edge" && result.origin.edge === signal;
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  const signs = `${isTarget ? "⚡" : ""}${isOrigin ? "◎" : ""}`;
  return html`<g class="edge ${className}" data-signal="${signal}" data-whole="${className}"><title>${signal}: ${words}</title>
<path class="line" d="${lineThrough(points)}"/><path class="head" d="${arrowHead(points)}"/>${
    signs === ""
      ? undefined
      : html`<text class="sign" x="${round(middle.x)}" y="${round(middle.y - 6)}" text-anchor="middle">${signs}</text>`
  }</g>
`;
}

function nodeOf(node: LaidGraph["nodes"][number], { hurt, origin }: RunResult, isTarget: boolean): Markup {
  const { name, kind, centre, width, height } = node;
  const isOrigin = kind === "service" && origin?.kind === "service" && origin.service === name;
  const isHurt = kind === "service" && hurt.includes(name);
  const signs = `${isTarget ? "⚡" : ""}${isOrigin ? "◎" : ""}`;
  return html`<g class="node ${kind}${isHurt ? " hurt" : ""}"><title>${name}: ${kind}${isHurt ? ", it answered worse in the fault phase" : ""}</title>
<rect x="${round(centre.x - width / 2)}" y="${round(centre.y - height / 2)}" width="${round(width)}" height="${height}" rx="${kind === "load" ? 14 : 4}"/>
<text x="${round(centre.x)}" y="${round(centre.y + 4)}" text-anchor="middle">${signs}${shownName(name)}</text></g>
`;
}

/** The change of a signal in the fault phase as a whole against its baseline. */
function changeOf({ baseline, fault }: ByPhase): {
  readonly className: string;
  readonly word: string;
  readonly words: string;
} {
  const unknown = (words: string) => ({ className: "unknown", word: "unknown", words });
  if (baseline?.opaque ?? fault?.opaque) return unknown(NOT_MEASURED);
  if (fault?.uncounted !== undefined) return unknown(`calls that ${fault.uncounted} fails are not counted`);
  if (baseline?.p95Ms === undefined || fault?.p95Ms === undefined) return unknown("not measured in both phases");
  const degree = heatDegree(heatOf(fault, baseline));
  const change = `p95 ${latency(baseline.p95Ms)}, then ${latency(fault.p95Ms)}; errors ${percent(baseline.errorRate)}, then ${percent(fault.errorRate)}`;
  return { className: `d${HEAT_DEGREES.indexOf(degree)}`, word: degree.word, words: `${degree.word}, ${change}` };
}

function changesTable(signals: readonly (readonly [string, ByPhase])[], { degradations, origin }: RunResult): Content {
  const rows = signals.map(([signal, phases]): [Content, ...Content[]] => {
    const place = degradations.findIndex((one) => one.signal === signal);
    return [
      signal,
      changeOf(phases).word,
      latency(phases.baseline?.p95Ms),
      latency(phases.fault?.p95Ms),
      percent(phases.baseline?.errorRate),
      percent(phases.fault?.errorRate),
      place === -1 ? "" : place + 1,
      origin?.kind === "edge" && origin.edge === signal ? "origin" : "",
    ];
  });
  return html`<details><summary>The map as a table</summary>${table(
    "Loads and edges, the fault phase as a whole against the baseline",
    [
      "signal",
      "change",
      "p95 before",
      "p95 in the fault phase",
      "errors before",
      "errors in the fault phase",
      "degraded as",
      "origin",
    ],
    rows,
  )}</details>`;
}
