import type { FiledFinding } from "../../../judge/gameday/day-event.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";

/** The findings that were filed, each with its file. */
export function findingsSection(findings: readonly FiledFinding[]): Markup {
  if (findings.length === 0) return section("findings", "Findings", html`<p>None was filed.</p>`);
  const rows = findings.map(({ title, severity, owner, experiment, file }): [Content, ...Content[]] => [
    html`<div class="told">${title}</div>`,
    severity === "high" || severity === "critical" ? html`<strong class="bad">${severity}</strong>` : severity,
    owner,
    experiment,
    html`<code>${file}</code>`,
  ]);
  return section(
    "findings",
    "Findings",
    table("Findings that were filed", ["finding", "severity", "owner", "experiment", "file"], rows),
  );
}
