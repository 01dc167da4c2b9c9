import type { HarnessStats } from "../../../judge/history/result.ts";
import { latency, percent } from "../../terminal/figures.ts";
import { harnessLine } from "../../terminal/harness.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";

/** The health of the harness itself: whatever it could explain is no finding. */
export function harnessSection(harness: HarnessStats): Markup {
  const { scheduleLagMs, loopDelayMaxMs, cpuMax, unusable, parts, grainMs } = harness;
  const [sentence] = harnessLine(harness);
  const rows = Object.entries(parts).map(([name, part]): [Content, ...Content[]] => [
    name,
    latency(part.delayMaxMs),
    percent(part.waiting),
    part.busyMax === undefined ? "" : percent(part.busyMax),
    percent(part.unusable),
    part.failing ?? "",
  ]);
  return section(
    "harness",
    "The harness itself",
    html`<p>${sentence}.</p><dl>
<dt>Requests were sent late by</dt><dd>${latency(scheduleLagMs.p50)} (p50), ${latency(scheduleLagMs.p99)} (p99), ${latency(scheduleLagMs.max)} at most</dd>
${grainMs === undefined ? undefined : html`<dt>Held to be sent together for up to</dt><dd>${latency(grainMs)}</dd>`}
<dt>Longest stall of the runner</dt><dd>${latency(loopDelayMaxMs)}</dd>
<dt>Most processor that the runner used</dt><dd>${percent(cpuMax)} of a core</dd>
<dt>Of no use because of any part</dt><dd>${percent(unusable)} of the time from baseline to recovery</dd>
</dl>`,
    rows.length === 0
      ? html`<p>No part of it had anything to say.</p>`
      : table(
          "Parts that had something to say",
          ["part", "delay at most", "waited for a processor", "busiest", "of no use", "fails"],
          rows,
        ),
  );
}
