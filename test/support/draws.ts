/** Number of times that a test draws at random: `few` for every change, `many` in `.ci/nightly`, which sets BROWNOUT_NIGHTLY. */
export function draws(few: number, many: number): number {
  return process.env.BROWNOUT_NIGHTLY === "1" ? many : few;
}
