/**
 * The style of a report's page. Text has a contrast of 4.5 to 1 and more in both schemes, lines of 3 to 1, and no colour says
 * anything that a word, a sign, a width or a dash doesn't say, too.
 */
export const STYLE = `
:root {
  color-scheme: light;
  --page: #ffffff; --text: #1b1f24; --faint: #57606a; --grid: #d0d7de; --panel: #f6f8fa; --accent: #0550ae;
  --good: #116329; --bad: #a40e26; --warn: #7d4e00;
  --p50: #0550ae; --p95: #953800; --p99: #6639ba; --limit: #7d4e00; --fault: #a40e26; --phase: #eef1f4;
  --d0: #6e7781; --d1: #8a5c00; --d2: #bc4c00; --d3: #a40e26;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-scheme="light"]) {
    color-scheme: dark;
    --page: #0d1117; --text: #e6edf3; --faint: #9da7b1; --grid: #3d444d; --panel: #161b22; --accent: #6cb6ff;
    --good: #56d364; --bad: #ff8a80; --warn: #e3b341;
    --p50: #6cb6ff; --p95: #ffa657; --p99: #d2a8ff; --limit: #e3b341; --fault: #ff8a80; --phase: #1a2029;
    --d0: #8b949e; --d1: #e3b341; --d2: #f0883e; --d3: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 78rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere;
}
a { color: var(--accent); }
a:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px;
}
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
h1 { font-size: 1.25rem; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--grid); }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
.verdict { border-left: .5rem solid var(--mark); padding-left: 1rem; }
.verdict h2 { border: 0; margin: 1rem 0 0; font-size: 1rem; }
.verdict.pass { --mark: #116329; }
.verdict.fail, .verdict.aborted, .verdict.undo-incomplete { --mark: #a40e26; }
.verdict.inconclusive { --mark: #7d4e00; }
.badge { display: inline-block; margin: 0; padding: .25rem .75rem; background: var(--mark); color: #ffffff; font-weight: 700; print-color-adjust: exact; }
.headline { font-size: 1.4rem; line-height: 1.35; margin: .75rem 0; max-width: 60rem; }
.meta, .note { color: var(--faint); }
.note { font-size: .9rem; }
.warnings { color: var(--warn); }
.alarm { border: 2px solid var(--bad); padding: .5rem 1rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.unknown { color: var(--faint); }
.scroll { overflow-x: auto; max-width: 100%; margin: .5rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--grid); overflow-wrap: normal; max-width: 36rem; }
thead th, .short { white-space: nowrap; }
thead th { color: var(--faint); font-weight: 600; }
tbody th { font-weight: 500; }
td code { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--faint); }
dd { margin: 0; }
pre { background: var(--panel); padding: 1rem; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .9em; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--accent); }
.controls { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
.controls[hidden] { display: none; }
.controls button, .controls select {
  font: inherit; min-height: 2.25rem; padding: .2rem .7rem; max-width: 100%;
  color: var(--text); background: var(--panel); border: 1px solid var(--faint); border-radius: .25rem;
}
.controls input[type="range"] { flex: 1 1 12rem; min-height: 2.25rem; accent-color: var(--accent); }
.controls output { flex: 1 1 100%; }
figure { margin: 0; }
#heat-map { display: block; width: 100%; height: 260px; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; font-size: .9rem; }
.sample { width: 40px; height: 10px; }
#map { max-width: 100%; min-width: 40rem; height: auto; }
#map text { font: 12px system-ui, sans-serif; fill: var(--text); }
#map .sign { font-size: 14px; }
.node rect { fill: var(--panel); stroke: var(--faint); }
.node.load rect { stroke-dasharray: 4 2; }
.node.hurt rect { stroke: var(--bad); stroke-width: 3; }
.edge .line { fill: none; stroke: var(--stroke); stroke-width: var(--width); }
.edge .head { fill: var(--stroke); stroke: none; }
.edge.d0 { --stroke: var(--d0); --width: 1.5px; }
.edge.d1 { --stroke: var(--d1); --width: 2.5px; }
.edge.d2 { --stroke: var(--d2); --width: 3.5px; }
.edge.d3 { --stroke: var(--d3); --width: 5px; }
.edge.unknown { --stroke: var(--d0); --width: 1.5px; }
.edge.unknown .line { stroke-dasharray: 3 4; }
.uplot .u-legend { text-align: left; margin: 0; font-size: .85rem; }
.uplot th, .uplot td { border: 0; padding: .1rem .2rem; }
.u-select { background: var(--accent); opacity: .2; }
@media (max-width: 40rem) {
  .headline { font-size: 1.15rem; }
  /* A table is wider than a phone, and what it is of isn't. */
  caption { max-width: calc(100vw - 3rem); }
  .rows, .rows :is(caption, tbody) { display: block; }
  .rows thead, .rows td:empty { display: none; }
  .rows tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .4rem 0; border-bottom: 1px solid var(--grid); }
  .rows :is(th, td) { padding: 0; border: 0; max-width: 100%; overflow-wrap: anywhere; }
  .rows :is(th, td:not(.short)) { flex: 1 0 100%; }
  .rows td::before { content: attr(data-heading) " "; color: var(--faint); }
  dl { grid-template-columns: 1fr; }
}
/* As wide as paper: charts are drawn anew for it. */
:root[data-scheme="light"] body { max-width: 60rem; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { padding: 0; font-size: 10pt; }
  nav, .skip, .controls { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  th, td { overflow-wrap: anywhere; white-space: normal; }
  tr, figure, .uplot { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
