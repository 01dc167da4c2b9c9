import type { ReplicaWaiting } from "./event.ts";
import type { WaitingCalls } from "./result.ts";

/** Fewer are out at any moment where all is well: at 200 a second, eight calls that take 40 ms each. */
const WORTH_TELLING = 10;

/** Adds up what the replicas of each service wait for, the most first. */
export function waitingCalls(readings: readonly ReplicaWaiting[]): WaitingCalls[] {
  const sums = new Map<string, WaitingCalls>();
  for (const { service, groups } of readings) {
    for (const { on, count, longestMs } of groups) {
      const key = JSON.stringify([service, on]);
      const sum = sums.get(key) ?? { service, on, count: 0, longestMs: 0 };
      sums.set(key, { ...sum, count: sum.count + count, longestMs: Math.max(sum.longestMs, longestMs) });
    }
  }
  return [...sums.values()].filter(({ count }) => count >= WORTH_TELLING).sort((a, b) => b.count - a.count);
}
