import type { ServicePods } from "../../../judge/history/result.ts";
import { latency } from "../../terminal/figures.ts";
import { type Content, html } from "../markup.ts";
import { section, table } from "../tables.ts";

/** Pods of each service over the run; nothing where services have none. */
export function podsSection(pods: readonly ServicePods[] | undefined): Content {
  if (pods === undefined) return undefined;
  const summary = pods.map(({ service, counts, fewest, tooFewMs }): [Content, ...Content[]] => [
    service,
    `${fewest.ready} of ${fewest.desired}, at ${latency(fewest.atMs)}`,
    latency(tooFewMs),
    counts.length - 1,
  ]);
  const changes = pods.flatMap(({ service, counts }) =>
    counts.map(({ atMs, ready, desired }): [Content, ...Content[]] => [service, latency(atMs), ready, desired]),
  );
  return section(
    "pods",
    "Pods",
    table("The fewest pods that were ready", ["service", "fewest ready", "too few for", "changes"], summary),
    html`<details><summary>Every change</summary>${table(
      "Pods that were ready, from when on",
      ["service", "at", "ready", "desired"],
      changes,
    )}</details>`,
  );
}
