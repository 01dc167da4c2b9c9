import { formatMs, formatShare } from "../criteria/format.ts";
import type { SignalStats } from "./result.ts";

/** `p50 38 ms -> 2.84 s, p95 61 ms -> 2.93 s, errors 0.0 %` */
export function changeInWords(before: SignalStats, after: SignalStats): string {
  const latency = (value: number | undefined) => (value === undefined ? "?" : formatMs(value));
  return [
    `p50 ${latency(before.p50Ms)} -> ${latency(after.p50Ms)}`,
    `p95 ${latency(before.p95Ms)} -> ${latency(after.p95Ms)}`,
    `errors ${formatShare(after.errorRate ?? 0)}`,
  ].join(", ");
}
