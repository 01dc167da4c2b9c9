import type { Recovery, RemedyOutcome } from "../../judge/history/result.ts";
import { latency, recoveryTime } from "./figures.ts";
import { labelled } from "./labelled.ts";
import type { Line, Style } from "./text.ts";

/** Two lines for each remedy: what was done and when, and what came after it. */
export function remedyLines(remedies: readonly RemedyOutcome[] = [], columns: number): Line[] {
  return remedies.flatMap((remedy, at) => {
    const [text, style] = outcome(remedy);
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

function outcome({ done, evidence, after }: RemedyOutcome): [text: string, style: Style] {
  if (done === "false") return [`not done: ${evidence}`, "warn"];
  return afterwards(after);
}

function afterwards(after: Recovery | null): [text: string, style: Style] {
  if (after === null) return ["what came after it was not measured", "faint"];
  if (after.recovered === "true") return [`steady state was back ${recoveryTime(after.afterMs)}`, "good"];
  if (after.recovered === "false") return ["steady state did not come back", "bad"];
  return [`unknown: ${after.why ?? "it could not be judged"}`, "warn"];
}
