import { type Charts, drawCharts, type Range } from "../../../report/html/page/charts.ts";
import { element, fillChoice } from "../../../report/html/page/elements.ts";
import { readPalette } from "../../../report/html/page/palette.ts";
import type { ChartedSignal, ChartFrame } from "../../../report/html/page-data.ts";
import type { RunPicture } from "../../messages.ts";
import type { Part } from "../part.ts";

/** The loads of a run over time, one at a time. */
export function chartsPart(): Part {
  const drawing = new Drawing();
  element("signal", HTMLSelectElement)?.addEventListener("change", () => drawing.redraw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawing.redraw());
  const place = element("charts", HTMLElement);
  let width = place?.clientWidth;
  if (place !== undefined) {
    new ResizeObserver(() => {
      if (place.clientWidth === width) return;
      width = place.clientWidth;
      drawing.redraw();
    }).observe(place);
  }
  return { run: (picture) => drawing.show(picture) };
}

class Drawing {
  #picture: RunPicture | undefined;
  /** Looked at by the charts whenever they are drawn, and changed as the run goes on. */
  #frame: { -readonly [Key in keyof ChartFrame]: ChartFrame[Key] } | undefined;
  #charts: Charts | undefined;
  /** Set while the reader looks at a part of the run. */
  #zoomed: Range | undefined;

  show(picture: RunPicture | undefined): void {
    const before = this.#picture;
    this.#picture = picture;
    if (picture === undefined) return;
    if (picture.run !== before?.run || this.#charts === undefined) {
      this.#zoomed = undefined;
      fillSignals(picture);
      this.redraw();
    } else if (picture.signals !== before.signals) this.#update(picture);
  }

  redraw(): void {
    this.#charts?.destroy();
    this.#charts = undefined;
    const place = element("charts", HTMLElement);
    const picture = this.#picture;
    if (place === undefined || picture === undefined) return;
    const signal = chosen(picture);
    if (signal === undefined) return;
    this.#frame = frameOf(picture);
    const range = this.#zoomed ?? wholeOf(picture);
    this.#charts = drawCharts(place, this.#frame, signal, readPalette(), range, ({ min, max }) => {
      const isPart = min > 0 || max < picture.moment.elapsedMs / 1000;
      this.#zoomed = isPart ? { min, max } : undefined;
    });
  }

  #update(picture: RunPicture): void {
    const signal = chosen(picture);
    if (signal === undefined || this.#frame === undefined) return;
    Object.assign(this.#frame, frameOf(picture));
    this.#charts?.update(signal, this.#zoomed ?? wholeOf(picture));
  }
}

function fillSignals({ signals }: RunPicture): void {
  const select = element("signal", HTMLSelectElement);
  const choice = element("signal-choice", HTMLElement);
  if (select === undefined || choice === undefined) return;
  select.replaceChildren();
  fillChoice(
    select,
    signals.map(({ name }) => name),
  );
  choice.hidden = signals.length < 2;
}

function chosen({ signals }: RunPicture): ChartedSignal | undefined {
  return signals[element("signal", HTMLSelectElement)?.selectedIndex ?? 0] ?? signals[0];
}

function frameOf({ binMs, moment }: RunPicture): ChartFrame {
  const { phases, spans, abortAtMs } = moment;
  return { binMs, phases, faults: spans, ...(abortAtMs !== undefined && { abortAtMs }) };
}

/** All of the run, also what is to come: its phases begin when the system is up. */
function wholeOf({ totalMs, moment: { phases, elapsedMs } }: RunPicture): Range {
  const up = phases.find(({ name }) => name === "up");
  return { min: 0, max: Math.max(elapsedMs, (up?.toMs ?? 0) + totalMs) / 1000 };
}
