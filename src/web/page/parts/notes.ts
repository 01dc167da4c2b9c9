import type { DayState } from "../../../judge/gameday/day-state.ts";
import { element } from "../../../report/html/page/elements.ts";
import { make, timeOf, words } from "../make.ts";
import type { Part } from "../part.ts";

/** All notes, the newest first. */
export function notesPart(): Part {
  let shown: DayState["notes"] | undefined;
  return {
    day({ notes, agreement }) {
      if (notes === shown) return;
      shown = notes;
      const items = notes.map(({ atMs, by, text, experiment }) => {
        const where = experiment === undefined ? "" : `, ${experiment}`;
        return make("li", [timeOf(atMs, agreement.when.zone), words(` ${by}${where}: `), make("span", text, "text")]);
      });
      element("note-list", HTMLElement)?.replaceChildren(...items.reverse());
    },
  };
}
