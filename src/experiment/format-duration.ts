/** Milliseconds for people: `250 ms`, `2.8 s`, `1 min 30 s`. Keeps three digits below a minute. */
export function formatDuration(ms: number): string {
  if (ms < 1e3) return `${significant(ms)} ms`;
  if (ms < 60e3) return `${significant(ms / 1e3)} s`;
  const seconds = Math.round(ms / 1e3);
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}
