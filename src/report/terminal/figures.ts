import { formatMs, formatNumber, formatShare } from "../../judge/criteria/format.ts";
import type { SignalStats } from "../../judge/history/result.ts";

/** Sign in place of a figure: nothing was measured. */
export const NO_FIGURE = "–";

/** Note beside an edge on which calls can't all be seen. */
export const NOT_MEASURED = "not measured: calls unseen";

/** `38 ms`, `2.84 s`. */
export function latency(valueMs: number | undefined): string {
  return valueMs === undefined ? NO_FIGURE : formatMs(valueMs);
}

/** `after 1.4 s`, or `at once`: how long steady state took to come back, where the fault had broken it at all. */
export function recoveryTime(afterMs: number | undefined): string {
  return afterMs === 0 ? "at once" : `after ${latency(afterMs)}`;
}

/** `41.2 %` of a share of 1. */
export function percent(share: number | undefined): string {
  return share === undefined ? NO_FIGURE : formatShare(share);
}

/** `1,482`. */
export function count(value: number | undefined): string {
  return value === undefined ? NO_FIGURE : formatNumber(value);
}

/** The most in flight, where all calls are seen. */
export function inFlight(stats: SignalStats | undefined): string {
  return count(stats?.opaque ? undefined : stats?.inFlightMax);
}

/** `1 service`, `1,482 services`. */
export function howMany(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${count(number)} ${what}s`;
}

/** `198/s`. */
export function rate(valuePerS: number | undefined): string {
  return valuePerS === undefined ? NO_FIGURE : `${formatNumber(valuePerS)}/s`;
}

/** `2.9x`: how many times. */
export function times(value: number | undefined): string {
  return value === undefined ? NO_FIGURE : `${formatNumber(value)}x`;
}

/** `0:34`, `12:05`, `1:02:03`: a clock that counts up. */
export function stopwatch(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, "0")}:${tail}`;
}

/** `status 503 × 320, timeout × 12`: the reasons of failures, the most frequent first. */
export function reasons(errors: Readonly<Record<string, number>>): string {
  return Object.entries(errors)
    .filter(([, failures]) => failures > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, failures]) => `${reason} × ${formatNumber(failures)}`)
    .join(", ");
}

/** `2xx`, or `2xx 98 %, 5xx 2 %`: what the answers were, by class. */
export function answers(statuses: Readonly<Record<string, number>>): string {
  const counts = Object.entries(statuses).filter(([, count]) => count > 0);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  if (counts.length === 0) return NO_FIGURE;
  if (counts.length === 1) return counts[0]?.[0] ?? NO_FIGURE;
  return counts.map(([name, count]) => `${name} ${wholePercent(count / all)}`).join(", ");
}

/** To whole percents, as there are several side by side; what is there is never 0 %, nor all of it where more is. */
function wholePercent(share: number): string {
  if (share < 0.01) return "<1 %";
  return share > 0.99 ? ">99 %" : `${Math.round(share * 100)} %`;
}
