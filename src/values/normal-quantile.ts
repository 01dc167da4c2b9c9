/** Coefficients of two rational approximations, by P. J. Acklam (2003); what comes out is right to nine digits. */
const MIDDLE_OVER = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const MIDDLE_UNDER = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
];
const TAIL_OVER = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_UNDER = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
/** Below it, and as far from 1, is a tail. */
const TAIL = 0.02425;

/** The value that a share of all draws from the standard normal distribution don't exceed. @param share above 0, below 1 */
export function normalQuantile(share: number): number {
  if (share < TAIL) return ofTail(share);
  if (share > 1 - TAIL) return -ofTail(1 - share);
  const off = share - 0.5;
  return (off * polynomial(MIDDLE_OVER, off * off)) / polynomial(MIDDLE_UNDER, off * off);
}

function ofTail(share: number): number {
  const root = Math.sqrt(-2 * Math.log(share));
  return polynomial(TAIL_OVER, root) / polynomial(TAIL_UNDER, root);
}

/** @param coefficients the highest power's first */
function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
