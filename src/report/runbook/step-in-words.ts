import { code, plainText } from "../formats/markdown-text.ts";
import type { Block } from "./lines.ts";
import type { StepAfter } from "./steps-after.ts";

/** A remedy as a point of a list: what it does, what came of it, and what shows that it was done. */
export function stepInWords({ run, what, words, evidence, effect, after }: StepAfter): Block {
  const before = after.length === 0 ? "" : `, after ${after.map(plainText).join(" and ")}`;
  const shown = evidence === "" || effect === "not-done" ? [] : [`  (it was done: ${plainText(evidence)})`];
  return [`**${plainText(what)}**: ${plainText(words)} (run ${code(run)}${before})`, ...shown];
}
