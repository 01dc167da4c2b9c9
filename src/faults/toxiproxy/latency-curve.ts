import { MOST_MS, type Quantile } from "../../proxy/toxics/latency-distribution.ts";
import { normalQuantile } from "../../values/normal-quantile.ts";

/** Shares of a distribution at which its delays are worked out: closer together where it is steep. */
const TAIL_SHARES = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005];
const SHARES = [
  ...TAIL_SHARES,
  ...Array.from({ length: 99 }, (_, index) => (index + 1) / 100),
  ...TAIL_SHARES.map((share) => 1 - share).reverse(),
];

/** The delay that a share of all don't exceed, in ms, by the mean and the standard deviation, in ms. */
type Distribution = (share: number, meanMs: number, deviationMs: number) => number;

/** Distributions that are more than an even spread, by their names in an experiment. */
const distributions = {
  normal: (share, meanMs, deviationMs) => Math.max(0, meanMs + deviationMs * normalQuantile(share)),
  lognormal(share, meanMs, deviationMs) {
    const variance = Math.log(1 + (deviationMs / meanMs) ** 2);
    return meanMs * Math.exp(Math.sqrt(variance) * normalQuantile(share) - variance / 2);
  },
  pareto(share, meanMs, deviationMs) {
    const shape = 1 + Math.sqrt(1 + (meanMs / deviationMs) ** 2);
    return (meanMs * (1 - 1 / shape)) / (1 - share) ** (1 / shape);
  },
} satisfies Readonly<Record<string, Distribution>>;

export type DistributionName = keyof typeof distributions;

export const distributionNames = Object.keys(distributions) as readonly DistributionName[];

/** The curve of a distribution. It is level below a share of 0.0001, above 0.9999, and at the longest delay: none is without end. */
export function curveOf(name: DistributionName, meanMs: number, deviationMs: number): readonly Quantile[] {
  return curveBy((share) => distributions[name](share, meanMs, deviationMs));
}

/** The curve of the delays, in ms, that shares of all don't exceed: level below a share of 0.0001 and above 0.9999. */
export function curveBy(delayMs: (share: number) => number): readonly Quantile[] {
  return SHARES.map((share) => [share, inWholeUs(delayMs(share))]);
}

function inWholeUs(ms: number): number {
  return Math.round(Math.min(ms, MOST_MS) * 1000) / 1000;
}
