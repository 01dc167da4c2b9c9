import { formatMs, formatNumber } from "../criteria/format.ts";
import { type MeasuredTick, type MeasuredWindow, windowsOf } from "./measured-windows.ts";
import { WINDOWS_MIN } from "./steadiness.ts";

/** With a larger share of them spoiled, those that are left needn't be like what was asked for. */
const SPOILED_SHARE_MAX = 0.2;

/** A measurement of one load. */
export interface Measurement {
  readonly ticks: readonly MeasuredTick[];
  readonly fromMs: number;
}

/** Windows in which the harness was well, enough of them to judge a figure by; or why there are too few. */
export type UsableWindows =
  | { readonly windows: readonly MeasuredWindow[]; readonly words: string }
  | { readonly why: string };

/** @param samples that a window needs for the figure */
export function usableWindows({ ticks, fromMs }: Measurement, samples: number): UsableWindows {
  const all = windowsOf(ticks, fromMs, samples);
  const windows = all.filter(({ isSpoiled }) => !isSpoiled);
  const spoiled = all.length - windows.length;
  if (spoiled > all.length * SPOILED_SHARE_MAX) {
    return {
      why: `the harness itself ran late or failed in ${spoiled} of ${all.length} windows; measure when the machine is quieter`,
    };
  }
  const lengthMs = all.reduce((sum, window) => sum + window.lengthMs, 0) / Math.max(1, all.length);
  if (windows.length < WINDOWS_MIN) {
    return {
      why: `it takes ${WINDOWS_MIN} windows of ${formatNumber(samples)} requests or more, and there were ${windows.length}; measure for longer`,
    };
  }
  const apart = spoiled === 0 ? "" : ` (${spoiled} more left out, as the harness ran late)`;
  return { windows, words: `${windows.length} windows of ${formatMs(lengthMs)}${apart}` };
}
