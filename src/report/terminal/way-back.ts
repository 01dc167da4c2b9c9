import type { WayBackStep } from "../../judge/history/result.ts";
import { latency } from "./figures.ts";
import { labelled } from "./labelled.ts";
import { type Line, span } from "./text.ts";

/** Lines that lead from the visibly broken load to the origin: each step is what the one before it called. */
export function wayBackLines(steps: readonly WayBackStep[], columns: number): Line[] {
  return steps.flatMap(({ signal, baselineP95Ms, faultP95Ms }, at) => {
    const isFirst = at === 0;
    const end = at === steps.length - 1 ? ", here it begins" : "";
    const text = `${signal}: p95 ${latency(baselineP95Ms)} -> ${latency(faultP95Ms)}${end}`;
    return labelled(isFirst ? "WAY BACK" : "", text, columns, "plain", isFirst ? [] : [span("faint", "→ ")]);
  });
}
