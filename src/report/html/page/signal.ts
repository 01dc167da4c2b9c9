import type { PageData, PageSignal } from "../page-data.ts";
import { type Charts, drawCharts, type Range } from "./charts.ts";
import { element, fillChoice } from "./elements.ts";
import { figuresTable } from "./figures-table.ts";
import { drawHeatMap } from "./heat-map.ts";
import { readPalette } from "./palette.ts";
import { narrowed } from "./zoom.ts";

/** Shows a signal at a time, in charts, as a heat map and as a table. Gives what draws all of it anew. */
export function startSignal(data: PageData): () => void {
  const place = element("charts", HTMLElement);
  const choice = element("signal", HTMLSelectElement);
  const controls = element("timeline-controls", HTMLElement);
  const [first] = data.signals;
  if (place === undefined || choice === undefined || controls === undefined || first === undefined) {
    return () => undefined;
  }
  const whole: Range = { min: 0, max: (first.perS.length * data.binMs) / 1000 };
  const choices = [choice, element("heat-signal", HTMLSelectElement)].filter((one) => one !== undefined);
  let signal: PageSignal = first;
  let range = whole;
  let charts: Charts | undefined;

  const draw = () => {
    charts?.destroy();
    const palette = readPalette();
    charts = drawCharts(place, data, signal, palette, range, (chosen) => {
      range = chosen;
    });
    const canvas = element("heat-map", HTMLCanvasElement);
    if (canvas !== undefined) drawHeatMap(canvas, data, signal, palette);
    element("figures-table", HTMLElement)?.replaceChildren(figuresTable(data, signal));
  };

  controls.hidden = false;
  reveal("heat-figure");
  reveal("figures");
  for (const select of choices) {
    fillChoice(
      select,
      data.signals.map(({ name }) => name),
    );
    select.addEventListener("change", () => {
      signal = data.signals[select.selectedIndex] ?? first;
      for (const other of choices) other.selectedIndex = select.selectedIndex;
      draw();
    });
  }
  controls.addEventListener("click", ({ target }) => {
    const way = target instanceof HTMLButtonElement ? target.dataset.zoom : undefined;
    if (way === undefined) return;
    range = narrowed(way, range, whole, data);
    charts?.zoom(range);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let drawnWidth = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth !== drawnWidth) {
      drawnWidth = place.clientWidth;
      draw();
    }
  }).observe(place);
  draw();
  return draw;
}

function reveal(id: string): void {
  const part = element(id, HTMLElement);
  if (part !== undefined) part.hidden = false;
}
