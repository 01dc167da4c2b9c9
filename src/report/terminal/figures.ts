/** What stands where there is no figure: nothing was measured. */
export const NO_FIGURE = "–";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `0.42 ms`, `3.2 ms`, `2,840 ms`, `12.5 s`: about three digits, so that columns stay narrow. */
export function latency(valueMs: number | undefined): string {
  if (valueMs === undefined) return NO_FIGURE;
  const size = Math.abs(valueMs);
  if (size >= 9_999.5) return `${oneDigit.format(valueMs / 1000)} s`;
  if (size >= 9.95) return `${whole.format(valueMs)} ms`;
  return size >= 0.995 || size === 0 ? `${oneDigit.format(valueMs)} ms` : `${twoDigits.format(valueMs)} ms`;
}

/** `0 %`, `<0.1 %`, `41.2 %` from a share of 1. */
export function percent(share: number | undefined): string {
  if (share === undefined) return NO_FIGURE;
  if (share > 0 && share < 0.0005) return "<0.1 %";
  const digits = share === 0 || share === 1 ? whole : oneDigit;
  return `${digits.format(share * 100)} %`;
}

export function count(value: number | undefined): string {
  return value === undefined ? NO_FIGURE : whole.format(value);
}

/** `198/s`, `0.4/s`. */
export function rate(valuePerS: number | undefined): string {
  if (valuePerS === undefined) return NO_FIGURE;
  return `${(valuePerS >= 10 || valuePerS === 0 ? whole : oneDigit).format(valuePerS)}/s`;
}

/** `1.00`: how many times. */
export function times(value: number | undefined): string {
  return value === undefined ? NO_FIGURE : twoDigits.format(value);
}

/** `0:34`, `12:05`, `1:02:03`: a clock that counts up. */
export function stopwatch(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const tail = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${tail}` : tail.replace(/^0/, "");
}

/** `timeout 320, status 503 12`: the reasons of failures, the most frequent first. */
export function reasons(errors: Readonly<Record<string, number>>): string {
  return Object.entries(errors)
    .filter(([, times]) => times > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} × ${whole.format(times)}`)
    .join(", ");
}
