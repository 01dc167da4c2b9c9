import type { SignalStats } from "../../judge/history/result.ts";

/** Requests a second, the best first. With fewer than the last the shop may not go down, nor be judged in time. */
const RATES_PER_S = [200, 140, 100, 70] as const;

/** Factor to spare: a load that a machine holds with so much more, it holds in trouble, too. */
const TO_SPARE = 1.25;

/** Of the 300 ms of the demo's steady state: well held, and just so. */
const P95_WELL_MS = 150;
const P95_JUST_MS = 250;
const ERROR_RATE_MOST = 0.01;

/** Measurements of a healthy shop under a load. */
export interface Trial {
  /** Figures of the load; undefined when it was not measured. */
  readonly shoppers: SignalStats | undefined;
  /** Lateness with which the load was sent, p99. */
  readonly scheduleLagMs: number;
}

/**
 * Tells how well the machine holds the load: whether the shop answers in time, even if all that was late is taken for
 * its own.
 */
export function holds({ shoppers, scheduleLagMs }: Trial): "well" | "just" | "no" {
  const { p95Ms, errorRate } = shoppers ?? {};
  if (p95Ms === undefined || errorRate === undefined || errorRate > ERROR_RATE_MOST) return "no";
  if (p95Ms + scheduleLagMs <= P95_WELL_MS) return "well";
  return p95Ms + scheduleLagMs <= P95_JUST_MS ? "just" : "no";
}

/**
 * The first rate that the machine holds well with something to spare, or the least that it just holds; undefined when
 * there is none, or it was ended.
 */
export async function findRate(tryOut: (ratePerS: number) => Promise<Trial | undefined>): Promise<number | undefined> {
  for (const ratePerS of RATES_PER_S) {
    const trial = await tryOut(ratePerS * TO_SPARE);
    if (trial === undefined) return undefined;
    const how = holds(trial);
    if (how === "well" || (how === "just" && ratePerS === RATES_PER_S.at(-1))) return ratePerS;
  }
  return undefined;
}
