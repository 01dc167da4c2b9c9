/**
 * A replacer of `JSON.stringify` that leaves measured numbers six digits, and counts all. Those beyond are of the clock and of binary
 * fractions, and only hinder reading.
 */
export function sixDigits(_key: string, value: unknown): unknown {
  return typeof value !== "number" || Number.isInteger(value) ? value : Number(value.toPrecision(6));
}
