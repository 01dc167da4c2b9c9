/** A measured time as people say it: `0.35 ms`, `3.8 ms`, `38 ms`, `2.84 s`, `12.3 s`, `2 min 5 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs < 0) return `-${formatMs(-durationMs)}`;
  if (durationMs < 999.5) return `${fixed(durationMs, durationMs < 1 ? 2 : durationMs < 10 ? 1 : 0)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 119.95) return `${fixed(seconds, seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A share of 0..1 in per cent, to three digits: `0 %`, `0.04 %`, `12.3 %`. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `1,200`, `38.5`, `1.42`. */
export function formatNumber(value: number): string {
  return fixed(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0).toLocaleString("en-US");
}

/** A number of whatever unit, to three digits where it is small: `0.00042`, `-38.5`, `1,200`. */
export function formatValue(value: number): string {
  return Math.abs(value) < 1 ? String(Number(value.toPrecision(3))) : formatNumber(value);
}

/** To so many decimals, without zeros at the end. */
function fixed(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
