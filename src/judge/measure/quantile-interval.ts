import type { ReadonlyHistogram } from "./histogram.ts";
import { type Interval, Z } from "./wilson.ts";

/**
 * The interval in ms, two-sided 95 %, in which the true quantile (0..1, exclusive) may lie of what the durations are a sample of,
 * whatever their distribution: between two of them, by how many of so many fall below a quantile by chance. Undefined where
 * there are too few to have an upper end.
 *
 * H. A. David and H. N. Nagaraja, Order Statistics, 3rd edition (2003), section 7.1, with the normal approximation of the
 * binomial distribution.
 */
export function quantileInterval(durations: ReadonlyHistogram, quantile: number): Interval | undefined {
  const { total } = durations;
  const reach = Z * Math.sqrt(total * quantile * (1 - quantile));
  const lowest = Math.floor(quantile * total - reach);
  const highest = Math.ceil(quantile * total + reach);
  if (total === 0 || highest > total) return undefined;
  const low = durations.quantileMs(Math.max(0, lowest) / total);
  const high = durations.quantileMs(highest / total);
  return low === undefined || high === undefined ? undefined : { low, high };
}
