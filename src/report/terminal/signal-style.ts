import type { Style } from "./text.ts";

/** Error rates stand out from 1 % on, and more from 10 % on. */
export function errorStyle(errorRate: number | undefined): Style {
  if (errorRate === undefined || errorRate < 0.01) return "plain";
  return errorRate < 0.1 ? "warn" : "bad";
}

/** A figure stands out at twice what it was in the baseline, and more at five times. */
export function growthStyle(now: number | undefined, before: number | undefined): Style {
  if (now === undefined || before === undefined || now < before * 2 || now === 0) return "plain";
  return now < before * 5 ? "warn" : "bad";
}

/** 4xx stand out where they are more than a hundredth of the answers: the load may be on a path that isn't there. */
export function answersStyle(statuses: Readonly<Record<string, number>>): Style {
  const all = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return (statuses["4xx"] ?? 0) > all / 100 ? "warn" : "plain";
}
