/** A time as it was configured, with every digit that it has: `250 ms`, `2.375 s`, `1 min 30 s`. */
export function exactTime(durationMs: number): string {
  if (durationMs < 1000) return `${digits(durationMs)} ms`;
  if (durationMs < 120_000) return `${digits(durationMs / 1000)} s`;
  const minutes = Math.floor(durationMs / 60_000);
  const restMs = durationMs - minutes * 60_000;
  return restMs === 0 ? `${digits(minutes)} min` : `${digits(minutes)} min ${digits(restMs / 1000)} s`;
}

/** A share of 0..1 in per cent: `0.05 %`, `99.9 %`. */
export function exactShare(share: number): string {
  return `${digits(share * 100)} %`;
}

/** `1,200`, `0.0005`. */
export function exactNumber(value: number): string {
  return digits(value);
}

/** Twelve significant digits: what binary fractions add to decimal ones lies beyond. */
function digits(value: number): string {
  return Number(value.toPrecision(12)).toLocaleString("en-US", { maximumFractionDigits: 20 });
}
