import type { DayState } from "../../../judge/gameday/day-state.ts";
import { absentees, peopleInWords } from "../../gameday/report-words.ts";
import { html, type Markup } from "../markup.ts";
import { section } from "../tables.ts";

/** People who were there at any time, and those who were meant to be. */
export function peopleSection(state: DayState): Markup {
  const absent = absentees(state);
  return section(
    "people",
    "People",
    html`<dl>
<dt>There</dt><dd>${state.attended.length === 0 ? "nobody said so" : peopleInWords(state.attended)}</dd>
${absent.length > 0 ? html`<dt>Agreed, and not there</dt><dd>${peopleInWords(absent)}</dd>` : undefined}
</dl>`,
  );
}
