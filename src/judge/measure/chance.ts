/**
 * The probability, by chance alone, that of `late` draws at least `bad` are bad, when `early` draws before had
 * `badBefore` that were: Fisher's exact test, one-sided. With none bad before and all bad after it is the chance of the
 * ranks, 1 / C(early + late, late). 0..1.
 *
 * R. A. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", Journal of the
 * Royal Statistical Society 85 (1922), 87–94.
 */
export function chanceOf(badBefore: number, early: number, bad: number, late: number): number {
  const all = early + late;
  const badInAll = badBefore + bad;
  const most = Math.min(late, badInAll);
  let chance = 0;
  for (let hits = bad; hits <= most; hits++) {
    chance += Math.exp(logChoose(badInAll, hits) + logChoose(all - badInAll, late - hits) - logChoose(all, late));
  }
  return Math.min(1, chance);
}

/** The natural logarithm of how many ways there are to choose `k` of `n`; -Infinity where there are none. */
function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const LOG_FACTORIALS = [0];

function logFactorial(n: number): number {
  for (let next = LOG_FACTORIALS.length; next <= n; next++) {
    LOG_FACTORIALS.push((LOG_FACTORIALS[next - 1] ?? 0) + Math.log(next));
  }
  return LOG_FACTORIALS[n] ?? Number.POSITIVE_INFINITY;
}
