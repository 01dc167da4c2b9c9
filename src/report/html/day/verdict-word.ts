import type { Verdict } from "../../../judge/history/result.ts";
import { html, type Markup } from "../markup.ts";

const CLASSES: Readonly<Record<Verdict, string>> = {
  pass: "good",
  fail: "bad",
  aborted: "bad",
  inconclusive: "unknown",
  "undo-incomplete": "bad",
};

/** A verdict within a table. */
export function verdictWord(verdict: Verdict): Markup {
  return html`<strong class="${CLASSES[verdict]}">${verdict.replace("-", " ").toUpperCase()}</strong>`;
}
