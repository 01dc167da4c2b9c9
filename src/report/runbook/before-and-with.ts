import type { ByPhase } from "../../judge/history/result.ts";
import { latency, NO_FIGURE, percent, times } from "../terminal/figures.ts";

/** `61 ms -> 2.94 s`: the p95 before the fault and with it. */
export function p95Change({ baseline, fault }: ByPhase): string {
  return change(latency(baseline?.p95Ms), latency(fault?.p95Ms));
}

/** `0 % -> 23.1 %`: the share that failed. */
export function errorChange({ baseline, fault }: ByPhase): string {
  return change(percent(baseline?.errorRate), percent(fault?.errorRate));
}

/** `1x -> 2.9x`: calls on an edge per request of its caller, attempts per request of a load. */
export function amplificationChange({ baseline, fault }: ByPhase): string {
  return change(times(baseline?.amplification), times(fault?.amplification));
}

function change(before: string, now: string): string {
  return before === NO_FIGURE && now === NO_FIGURE ? NO_FIGURE : `${before} -> ${now}`;
}
