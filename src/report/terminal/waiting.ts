import type { WaitingCalls } from "../../judge/history/result.ts";
import { count, latency } from "./figures.ts";
import { labelled } from "./labelled.ts";
import type { Line } from "./text.ts";

/** The most that are shown; the result has them all. */
const SHOWN = 5;

/** Lines on what most calls wait for while the trouble is in. */
export function waitingLines(waiting: readonly WaitingCalls[], columns: number): Line[] {
  return waiting.slice(0, SHOWN).flatMap(({ service, on, count: calls, longestMs }, at) => {
    const text = `${service}: ${count(calls)} calls wait for ${on}, the longest for ${latency(longestMs)}`;
    return labelled(at === 0 ? "WAITING" : "", text, columns);
  });
}
