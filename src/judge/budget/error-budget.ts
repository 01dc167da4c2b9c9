import type { WorstCase } from "./worst-case.ts";

/** Requests that an SLO's window had. */
export interface Spent {
  readonly requests: number;
  /** Not more than `requests`. */
  readonly failed: number;
}

/** An error budget, in requests. */
export interface ErrorBudget {
  /** Requests that may fail: (1 - slo) x requests. */
  readonly allowed: number;
  /** Those that may still: allowed - failed; below 0 where it is overspent. */
  readonly left: number;
  /** Those that the planned faults could fail, all together. */
  readonly planned: number;
  readonly isEnough: boolean;
}

/** An error budget that a day's plan was held against. */
export interface CheckedBudget extends ErrorBudget {
  readonly cases: readonly CountedCase[];
  /** Requests per second of others that count, too. */
  readonly trafficPerS: number;
}

/** A worst case that can be told. */
export type CountedCase = Required<Pick<WorstCase, "experiment" | "requests">>;

/** Holds what is planned against what is left. That the planned requests would add to the window's own is left out: it is little. */
export function errorBudget(slo: number, { requests, failed }: Spent, cases: readonly CountedCase[]): ErrorBudget {
  // 1 - 0.999 is 0.0010000000000000009.
  const allowed = Number(((1 - slo) * requests).toPrecision(12));
  const left = allowed - failed;
  const planned = cases.reduce((sum, one) => sum + one.requests, 0);
  return { allowed, left, planned, isEnough: planned <= left };
}
