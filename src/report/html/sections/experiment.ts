import type { Source } from "../../../files/yaml/problem.ts";
import { html, type Markup } from "../markup.ts";
import { section } from "../tables.ts";

/** The experiment as it was run. */
export function experimentSection(experiment: Source | undefined): Markup {
  return section(
    "experiment",
    "The experiment as it was run",
    experiment === undefined
      ? html`<p>Its text isn't kept.</p>`
      : html`<details><summary>${experiment.path}</summary><pre class="scroll" tabindex="0"><code>${experiment.text}</code></pre></details>`,
  );
}
