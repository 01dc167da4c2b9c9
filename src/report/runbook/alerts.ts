import { isAlert } from "../../files/experiment/sampled-signal.ts";
import { code } from "../formats/markdown-text.ts";
import { latency } from "../terminal/figures.ts";
import { type Block, listed } from "./lines.ts";
import type { SignalStory } from "./signal-stories.ts";

/** The alerts that the run watched, and when each fired; that it watched none, where it did. */
export function alertsInWords(stories: readonly SignalStory[]): readonly Block[] {
  const alerts = stories.flatMap(({ signal, fault }): Block[] =>
    isAlert(signal) ? [[`${code(signal.alert)} ${firingInWords(fault)}`]] : [],
  );
  if (alerts.length > 0) return listed("Alerts:", alerts);
  return [["Whether an alert fires isn't known: the run watched none (a signal with `alert:`)."]];
}

function firingInWords(reading: SignalStory["fault"]): string {
  const { firing, longestGapMs = 0, staleAfterMs = 0 } = reading ?? {};
  if (firing === undefined) return "was not read with the fault in";
  const { earliestMs, afterMs } = firing;
  if (earliestMs === undefined) {
    return afterMs === undefined
      ? "could not be read with the fault in"
      : "fired already when it was first read with the fault in: by what isn't known";
  }
  if (afterMs !== undefined) {
    const between = earliestMs === 0 ? "at most" : `between ${latency(earliestMs)} and`;
    return `fired ${between} ${latency(afterMs)} after the fault went in`;
  }
  if (longestGapMs > staleAfterMs)
    return `isn't known to have fired: it could not be read for ${latency(longestGapMs)}`;
  return `did not fire in the ${latency(earliestMs)} in which it was read with the fault in`;
}
