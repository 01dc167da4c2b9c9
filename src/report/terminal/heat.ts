import { HEAT_DEGREES, type HeatDegree, heatDegree } from "../heat-degrees.ts";
import { zonedBar } from "./bar.ts";
import { NO_FIGURE } from "./figures.ts";
import type { Cell } from "./table.ts";
import { line, type Style } from "./text.ts";

const STYLES: Readonly<Record<HeatDegree["word"], { readonly word: Style; readonly bar: Style }>> = {
  calm: { word: "good", bar: "good" },
  warm: { word: "warn", bar: "warn" },
  hot: { word: "bad", bar: "bad" },
  critical: { word: "alarm", bar: "bad" },
};
const ZONES = HEAT_DEGREES.map(({ upTo, word }) => ({ upTo, style: STYLES[word].bar }));

/** A bar and a word for how far a signal is from its baseline; neither when that isn't known yet. */
export function heatCells(heat: number | undefined): { readonly bar: Cell; readonly word: Cell } {
  return { bar: (columns) => zonedBar(heat ?? 0, columns, ZONES), word: wordOf(heat) };
}

function wordOf(heat: number | undefined): Cell {
  if (heat === undefined) return line("faint", NO_FIGURE);
  const { word } = heatDegree(heat);
  return line(STYLES[word].word, word);
}
