import { HEAT_DEGREES, heatDegree } from "../../../report/heat-degrees.ts";
import { element } from "../../../report/html/page/elements.ts";
import { latency, percent, rate } from "../../../report/terminal/figures.ts";
import type { SignalMoment } from "../../messages.ts";
import { type LiveRow, liveTable } from "../live-table.ts";
import type { Part } from "../part.ts";

const HEADINGS = ["signal", "change", "rate", "errors", "p95"];

/** Loads and edges in figures. */
export function figuresPart(): Part {
  const place = element("figures-place", HTMLElement);
  const write = place && liveTable(place, HEADINGS);
  return {
    run(picture) {
      if (picture === undefined) return;
      const { loads, edges, isOver } = picture.moment;
      const when = isOver ? "at the end" : "now";
      write?.(`Loads and edges ${when}, against the baseline`, [...loads, ...edges].map(rowOf));
    },
  };
}

function rowOf({ name, heat, ratePerS, errorRate, p95Ms }: SignalMoment): LiveRow {
  const degree = heat === undefined ? undefined : heatDegree(heat);
  const isHot = degree !== undefined && HEAT_DEGREES.indexOf(degree) >= 2;
  return {
    name,
    cells: [
      { text: degree?.word ?? "unknown", className: degree === undefined ? "unknown" : isHot ? "bad" : "" },
      ...[rate(ratePerS), percent(errorRate), latency(p95Ms)].map((text) => ({ text, className: "short" })),
    ],
  };
}
