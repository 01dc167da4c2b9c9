import { formatDuration } from "../../files/experiment/duration.ts";
import { formatMs } from "../criteria/format.ts";
import { isMuchSlower, muchSlowerFromMs, P95_SAMPLES_MIN } from "../history/degraded.ts";
import { median } from "../measure/median.ts";
import type { Proposal, ProposalLoad, ProposedCriterion } from "./proposal.ts";
import { driftOf } from "./steadiness.ts";
import { type Measurement, usableWindows } from "./usable-windows.ts";

/** A percentile, and how far from the highest measured its limit is: so many times, and so many ms at least. */
interface Percentile {
  readonly name: "p95" | "p99";
  /** Fewer requests don't have one; of so many, one is expected beyond it. */
  readonly samples: number;
  readonly times: number;
  readonly leastMs: number;
}

/** The noise of a small machine is less than the least distance (judge/history/degraded.ts); a p99 hangs on fewer requests. */
const PERCENTILES: readonly Percentile[] = [
  { name: "p95", samples: P95_SAMPLES_MIN, times: 1.5, leastMs: 50 },
  { name: "p99", samples: 100, times: 2, leastMs: 100 },
];
/** Share of windows that may be clearly above the usual; with more of them, the highest says nothing of the next. */
const OUTLIERS_MAX = 0.1;
const ABORT_OVER_MS = 5000;

/** Proposes limits of a load's latency: in steady state for each percentile, for aborts and expectations by the p95. */
export function proposeLatency(load: ProposalLoad, measurement: Measurement): readonly Proposal[] {
  return PERCENTILES.map((percentile) => proposePercentile(percentile, load, measurement));
}

function proposePercentile(percentile: Percentile, load: ProposalLoad, measurement: Measurement): Proposal {
  const { name, samples, times, leastMs } = percentile;
  const usable = usableWindows(measurement, samples);
  if ("why" in usable) return { nothing: `${name}: ${usable.why}` };
  const values = usable.windows.flatMap((window) => window[`${name}Ms` as const] ?? []);
  const [lowest, highest, usual] = [Math.min(...values), Math.max(...values), median(values)];
  const range = `${rangeWords(lowest, highest)} over ${usable.words}`;
  const unsteady = whyUnsteady(values, usual);
  if (unsteady !== undefined) return { nothing: `${name}: it was ${range}, and ${unsteady}` };
  const limitMs = roundedUp(Math.max(times * highest, highest + leastMs));
  if (limitMs >= load.timeoutMs) {
    return { nothing: `${name}: it was ${range}, too near to the timeout of ${formatMs(load.timeoutMs)}` };
  }
  const margin =
    times * highest >= highest + leastMs
      ? `${times} x the highest`
      : `${formatMs(leastMs)} above the highest, more than a busy machine adds`;
  const text = `${load.name}.${name} < ${formatDuration(limitMs)}`;
  const steady: ProposedCriterion = { role: "steady-state", text, why: `${name} was ${range}; ${margin}` };
  const others = name === "p95" ? withFault(load, { usual, limitMs, range: rangeWords(lowest, highest) }) : [];
  return { windows: values.length, criteria: [steady, ...others] };
}

function whyUnsteady(values: readonly number[], usual: number): string | undefined {
  const outliers = values.filter((value) => isMuchSlower(value, usual, "p95")).length;
  if (outliers > values.length * OUTLIERS_MAX) {
    return `${outliers} of them were far above the usual ${formatMs(usual)}: the system, or the machine, isn't steady`;
  }
  const drift = driftOf(values);
  if (drift === undefined) return undefined;
  return `it drifts: ${formatMs(drift.before)} in the first half, ${formatMs(drift.after)} in the second; give it a longer warm-up`;
}

/** With the fault, the p95 may be what a report doesn't call degraded yet; and it ends early where it nears the timeout. */
function withFault(
  { name, ratePerS, timeoutMs }: ProposalLoad,
  { usual, limitMs, range }: { readonly usual: number; readonly limitMs: number; readonly range: string },
): readonly ProposedCriterion[] {
  const expectedMs = Math.max(limitMs, roundedUp(muchSlowerFromMs(usual, "p95")));
  const abortMs = timeoutMs / 2;
  const expected: ProposedCriterion = {
    role: "expect",
    text: `${name}.p95 < ${formatDuration(expectedMs)}`,
    why:
      expectedMs === limitMs
        ? "as without a fault: nobody notices"
        : `beyond that a report calls it degraded: the usual is ${formatMs(usual)}`,
  };
  const isTold = (ratePerS * ABORT_OVER_MS) / 1000 >= 2 * P95_SAMPLES_MIN;
  if (abortMs < 2 * expectedMs || !isTold) return [expected];
  const text = `${name}.p95 > ${formatDuration(abortMs)} over ${formatDuration(ABORT_OVER_MS)}`;
  const why = `half of the ${formatMs(timeoutMs)} at which a request fails, and far beyond ${range}`;
  return [{ role: "abort", text, why }, expected];
}

/** `41 to 48 ms`, `950 ms to 1.2 s`; one of them where they are the same in words. */
function rangeWords(lowMs: number, highMs: number): string {
  const [low, high] = [formatMs(lowMs), formatMs(highMs)];
  if (low === high) return high;
  const [, unit = ""] = high.split(" ");
  return `${low.endsWith(` ${unit}`) ? low.slice(0, -unit.length - 1) : low} to ${high}`;
}

/** Upwards to two digits, and to whole milliseconds. */
function roundedUp(ms: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(ms)) - 1);
  return Math.ceil(ms / unit) * unit;
}
