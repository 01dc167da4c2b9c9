import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Judgement } from "../history/event.ts";
import { wilson } from "../measure/wilson.ts";
import type { SignalReading } from "../measure/window.ts";
import { formatNumber } from "./format.ts";
import { decided, FEWEST_SAMPLES, undecided } from "./judgement.ts";

/**
 * Samples that a quantile (0..1, exclusive) needs: 1 / (1 - quantile), so that one is expected beyond it: 20 for
 * p95, 100 for p99, 1,000 for p99.9. With fewer, the nearest rank is the slowest request, whatever it was.
 */
export function quantileSamples(quantile: number): number {
  // 1 / (1 - 0.9) is 10.000000000000002, and means 10.
  return Math.ceil(1 / (1 - quantile) - 1e-6);
}

/**
 * Judged by the measured quantile once there are quantileSamples. With fewer, an upper limit can still be proven
 * broken: a quantile is above the limit when more than the share 1 - quantile of all requests is, and the Wilson
 * interval of that share tells.
 */
export function judgeQuantile(criterion: Criterion, quantile: number, reading: SignalReading): Judgement {
  const { latency, completed } = reading;
  const measured = latency.quantileMs(quantile);
  if (measured === undefined) return undecided("no request ended or is in flight", 0);
  const needed = quantileSamples(quantile);
  if (completed >= needed) return decided(criterion, measured, completed);
  const isUpperLimit = criterion.comparison === "<" || criterion.comparison === "<=";
  const provenAbove = wilson(latency.countAbove(criterion.limit), completed).low > 1 - quantile;
  if (isUpperLimit && provenAbove) return { holds: "false", measured, samples: completed };
  const name = `p${Number((quantile * 100).toFixed(6))}`;
  return undecided(
    `needs ${formatNumber(needed)} samples to have a ${name}, got ${formatNumber(completed)}`,
    completed,
    measured,
  );
}

/** Judged from FEWEST_SAMPLES on. */
export function judgeMean(criterion: Criterion, { latency, completed }: SignalReading): Judgement {
  const measured = latency.meanMs();
  if (measured === undefined) return undecided("no request ended or is in flight", 0);
  if (completed >= FEWEST_SAMPLES) return decided(criterion, measured, completed);
  return undecided(`needs ${FEWEST_SAMPLES} samples to have a mean, got ${completed}`, completed, measured);
}

/** The slowest request is what it is, so that one is enough. */
export function judgeMax(criterion: Criterion, { latency, completed }: SignalReading): Judgement {
  const measured = latency.quantileMs(1);
  return measured === undefined
    ? undecided("no request ended or is in flight", 0)
    : decided(criterion, measured, completed);
}
