import type { RemedyOutcome } from "../../judge/history/result.ts";
import { afterRemedyInWords, type RecoveryInWords } from "../recovery-in-words.ts";
import { latency } from "./figures.ts";
import { labelled } from "./labelled.ts";
import type { Line } from "./text.ts";

/** Two lines for each remedy: what was done and when, and what came after it. */
export function remedyLines(remedies: readonly RemedyOutcome[] = [], columns: number): Line[] {
  return remedies.flatMap((remedy, at) => {
    const { text, style } = outcome(remedy);
    return [
      ...labelled(at === 0 ? "REMEDIES" : "", `${remedy.id}${when(remedy)}: ${remedy.what}`, columns),
      ...labelled("", text, columns, style),
    ];
  });
}

function when({ begunAtMs, doneAtMs }: RemedyOutcome): string {
  if (begunAtMs === undefined) return "";
  const took = doneAtMs === undefined ? "" : `, done ${latency(doneAtMs - begunAtMs)} later`;
  return `, ${latency(begunAtMs)} after the start${took}`;
}

function outcome({ done, evidence, after }: RemedyOutcome): RecoveryInWords {
  return done === "false" ? { text: `not done: ${evidence}`, style: "warn" } : afterRemedyInWords(after);
}
