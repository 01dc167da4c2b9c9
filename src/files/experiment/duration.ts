/** Units from large to small, as they must stand in a duration. */
const UNITS_MS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const UNIT_NAMES = Object.keys(UNITS_MS) as (keyof typeof UNITS_MS)[];
const TERM = /(\d+(?:\.\d+)?)(ms|s|m|h)/y;

/**
 * Milliseconds of a duration as people write it: `250ms`, `10s`, `1.5s`, `2m`, `1h`, `1m30s`. Every number
 * carries a unit; several go from the largest unit to the smallest. Undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  let totalMs = 0;
  let lastUnit = -1;
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const term = TERM.exec(text);
    if (term === null) return undefined;
    const unit = UNIT_NAMES.indexOf(term[2] as keyof typeof UNITS_MS);
    if (unit <= lastUnit) return undefined;
    lastUnit = unit;
    totalMs += Number(term[1]) * UNITS_MS[term[2] as keyof typeof UNITS_MS];
  }
  // To the nanosecond: 1.001s is 1001 ms, not 1000.9999999999999.
  const roundedMs = Math.round(totalMs * 1e6) / 1e6;
  return lastUnit >= 0 && Number.isFinite(roundedMs) ? roundedMs : undefined;
}

/**
 * A duration for people, which `parseDuration` reads back: `38.2ms`, `2.84s`, `1m30s`, `2h`. Below a second
 * to three digits, above to the millisecond.
 */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  const shortMs = Number(durationMs.toPrecision(3));
  if (shortMs < 1000) return `${shortMs < 0.001 ? 0 : Math.round(shortMs * 1000) / 1000}ms`;
  let leftMs = Math.round(durationMs);
  let text = "";
  for (const unit of ["h", "m"] as const) {
    const whole = Math.floor(leftMs / UNITS_MS[unit]);
    if (whole > 0) text += `${whole}${unit}`;
    leftMs -= whole * UNITS_MS[unit];
  }
  return leftMs > 0 ? `${text}${leftMs / 1000}s` : text;
}
