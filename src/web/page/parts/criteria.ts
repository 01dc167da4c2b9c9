import { element } from "../../../report/html/page/elements.ts";
import { STANDINGS } from "../../../report/standings.ts";
import { NO_FIGURE } from "../../../report/terminal/figures.ts";
import type { CriterionMoment } from "../../messages.ts";
import { type LiveRow, liveTable } from "../live-table.ts";
import type { Part } from "../part.ts";

const HEADINGS = ["criterion", "standing", "measured", "role"];

/** The criteria as they stand. */
export function criteriaPart(): Part {
  const place = element("criteria-place", HTMLElement);
  const write = place && liveTable(place, HEADINGS);
  return {
    run(picture) {
      if (picture === undefined) return;
      const { criteria, isOver } = picture.moment;
      write?.(isOver ? "Criteria at the end" : "Criteria so far", criteria.map(rowOf));
    },
  };
}

function rowOf({ text, role, isWell, measured }: CriterionMoment): LiveRow {
  return {
    name: text,
    cells: [standing(role, isWell), { text: measured ?? NO_FIGURE, className: "short" }, { text: role }],
  };
}

function standing(role: CriterionMoment["role"], isWell: boolean | undefined): LiveRow["cells"][number] {
  if (isWell === undefined) return { text: "? unknown", className: "unknown" };
  const words = STANDINGS[role];
  return isWell ? { text: `✓ ${words.good}`, className: "good" } : { text: `✗ ${words.bad}`, className: "bad" };
}
