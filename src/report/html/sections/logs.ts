import { formatMs } from "../../../judge/criteria/format.ts";
import type { LogExtract, LogExtracts } from "../log-extracts.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";

/** Lines that the services logged around each transition. */
export function logsSection({ around, timeless }: LogExtracts): Markup {
  return section(
    "logs",
    "Logs around each transition",
    around.length === 0
      ? html`<p>No line was logged around any transition whose time could be read.</p>`
      : around.map(extractPart),
    timeless.length === 0
      ? undefined
      : html`<p class="note">Without a time in their lines that could be read, so that they are not shown here: ${timeless.join(", ")}. They are in the run's folder.</p>`,
  );
}

function extractPart({ what, atMs, lines, leftOut }: LogExtract): Markup {
  const rows = lines.map((line): [Content, ...Content[]] => [
    formatMs(line.atMs),
    line.log,
    html`<code>${line.text}</code>`,
  ]);
  return html`<details><summary>${what}, at ${formatMs(atMs)}: ${lines.length + leftOut} lines</summary>${table(
    `Log lines around: ${what}`,
    ["time in the run", "log", "line"],
    rows,
  )}${leftOut > 0 ? html`<p class="note">${leftOut} more lines are in the run's folder.</p>` : undefined}</details>
`;
}
