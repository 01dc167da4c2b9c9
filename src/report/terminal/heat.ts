import { zonedBar } from "./bar.ts";
import { NO_FIGURE } from "./figures.ts";
import type { Cell } from "./table.ts";
import { line, type Style } from "./text.ts";

/** Up to which heat each word is said; heat is 0 as in the baseline, 1 at ten times its p95. */
const DEGREES: readonly { readonly upTo: number; readonly word: string; readonly style: Style; readonly bar: Style }[] =
  [
    { upTo: 0.1, word: "calm", style: "good", bar: "good" },
    { upTo: 0.4, word: "warm", style: "warn", bar: "warn" },
    { upTo: 0.75, word: "hot", style: "bad", bar: "bad" },
    { upTo: 1, word: "critical", style: "alarm", bar: "bad" },
  ];
const ZONES = DEGREES.map(({ upTo, bar }) => ({ upTo, style: bar }));

/** A bar and a word for how far a signal is from its baseline; neither when that isn't known yet. */
export function heatCells(heat: number | undefined): { readonly bar: Cell; readonly word: Cell } {
  const degree = DEGREES.find(({ upTo }) => (heat ?? 0) < upTo) ?? DEGREES.at(-1);
  const word = heat === undefined || degree === undefined ? line("faint", NO_FIGURE) : line(degree.style, degree.word);
  return { bar: (columns) => zonedBar(heat ?? 0, columns, ZONES), word };
}
