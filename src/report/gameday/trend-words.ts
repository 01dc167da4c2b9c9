import { formatShare } from "../../judge/criteria/format.ts";
import { formatMetric } from "../../judge/criteria/judgement-in-words.ts";
import { BORING_MARGIN, type ExperimentRecord } from "../../judge/gameday/boring.ts";
import type { MarginSeries } from "../../judge/gameday/margins.ts";
import type { Suggestion } from "../../judge/gameday/suggest.ts";
import type { DayFigures, DayTrend } from "../../judge/gameday/trend.ts";
import { howMany, NO_FIGURE } from "../terminal/figures.ts";
import { STANDINGS } from "./report-words.ts";

/** A day that has a column of its own. */
export interface ShownDay {
  readonly day: string;
  /** Its date, with a number where there is one before on that date. */
  readonly label: string;
}

/** The newest days, and how many are left out before them. */
export function shownDays(
  days: readonly DayFigures[],
  most: number,
): { readonly shown: readonly ShownDay[]; readonly older: number } {
  const labelled = days.map(({ day, date }, at) => {
    const number = days.slice(0, at + 1).filter((one) => one.date === date).length;
    return { day, label: number === 1 ? date : `${date} (${number})` };
  });
  const shown = labelled.slice(-most);
  return { shown, older: labelled.length - shown.length };
}

/** The margin of a day as its unit has it, `+118 ms` or `-2.5 s`, and whether that is beyond the limit; undefined where it wasn't measured. */
export function marginOn(
  { metric, points }: MarginSeries,
  day: string,
): { readonly text: string; readonly isBeyond: boolean } | undefined {
  const margin = points.find((point) => point.day === day)?.margin;
  if (margin === undefined) return undefined;
  return { text: `${margin > 0 ? "+" : ""}${formatMetric(metric, margin)}`, isBeyond: margin < 0 };
}

/** `3`, or `3, 1 without proof; 1 journal gone`: the runs of a day, and what is missing of them. */
export function runsInWords({ runs, proved, lost }: DayFigures): string {
  const all = runs === proved ? String(runs) : `${runs}, ${runs - proved} without proof`;
  return lost.length === 0 ? all : `${all}; ${howMany(lost.length, "journal")} gone`;
}

export function standingInWords({ standing }: DayFigures): string {
  return STANDINGS[standing];
}

/** `3 runs and 1 inconclusive` */
export function countsInWords({ counted, inconclusive }: ExperimentRecord): string {
  return `${howMany(counted, "run")}${inconclusive === 0 ? "" : ` and ${inconclusive} inconclusive`}`;
}

/** A clause on an experiment by its runs so far. */
export function recordInWords({ newest, passedInARow, closest, isBoring }: ExperimentRecord): string {
  if (newest === undefined) return "nothing: no run proved anything";
  if (newest.verdict !== "pass") return `its newest run that counts came to ${newest.verdict.replace("-", " ")}`;
  if (newest.isJournalGone)
    return "its newest run that counts passed; by how far can't be told, since its journal is gone";
  const passed = `passed ${passedInARow === 1 ? "once" : `${passedInARow} times in a row`}`;
  if (closest === undefined) return `${passed}; how near to its limits can't be told`;
  const near = `at least ${formatShare(closest.share)} of each limit was left (${closest.text})`;
  return `${isBoring ? "boring: " : ""}${passed}, ${near}`;
}

/** Something to try, and the reason for it. */
export function suggestionInWords(suggestion: Suggestion): { readonly what: string; readonly why: string } {
  switch (suggestion.kind) {
    case "harder": {
      const { experiment, type, on, size, passed, closest } = suggestion;
      return {
        what: `${experiment}: ${size.key}: ${size.to} in place of ${size.from} for ${type} on ${on}, and on until the margin is gone`,
        why: `its ${passed} newest runs that count passed, the closest with ${formatShare(closest.share)} of ${closest.text} left`,
      };
    }
    case "other-faults": {
      const { experiment, on, platform, tried, untried } = suggestion;
      return {
        what: `other faults on ${on}: ${untried.join(", ")}`,
        why: `of what ${platform} makes there, these days tried ${tried.length === 0 ? "none that took effect" : tried.join(", ")}, and ${experiment} has become boring`,
      };
    }
    case "untouched":
      return {
        what: `a first fault on ${suggestion.edges.join(", ")}`,
        why: `of the ${howMany(suggestion.known, "edge")} of the graph, these had none that took effect in a run that proved something, nor had what they call: not searched`,
      };
  }
}

/** Sentences below a table of margins. */
export function marginNotes({ suggestions }: DayTrend, older: number): readonly string[] {
  const untouched = suggestions.flatMap((one) => (one.kind === "untouched" ? one.edges : []));
  return [
    `A margin is the smallest of a day, in its metric's unit, positive on the good side; ${NO_FIGURE}: not measured that day. Runs that proved nothing don't count.`,
    ...(older > 0 ? [`${howMany(older, "older day")} left out; --json has all.`] : []),
    ...(untouched.length > 0 ? [`Not searched: ${untouched.join(", ")}.`] : []),
  ];
}

/** The rule by which an experiment is called boring. */
export function boringNote(times: number): string {
  return `Boring: its ${times} newest runs that weren't inconclusive passed, were asked for the same, and left more than ${formatShare(BORING_MARGIN)} of each limit.`;
}
