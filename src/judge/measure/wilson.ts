/** Interval in which a share may lie, both ends 0..1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 %: the 0.975 quantile of the normal distribution. */
export const Z = 1.96;

/**
 * The Wilson score interval of a share of which `hits` out of `trials` were seen. Unlike the textbook interval it
 * stays within 0..1 and is sound for few trials and for shares near 0 and 1. With no trials it is 0..1. `z`: the quantile of
 * the normal distribution, two-sided.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
 * Statistical Association 22 (1927), 209–212.
 */
export function wilson(hits: number, trials: number, z = Z): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = hits / trials;
  const widening = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / widening;
  const reach = (z / widening) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // At the ends the bound is exactly the end, which rounding would miss by a hair.
  return { low: hits === 0 ? 0 : centre - reach, high: hits === trials ? 1 : centre + reach };
}
