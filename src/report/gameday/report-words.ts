import { formatDuration } from "../../files/experiment/duration.ts";
import { targetName } from "../../files/experiment/fault-spec.ts";
import { clockTime, dateOf, timeOf } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import type { DayCheck, Person } from "../../judge/gameday/day-event.ts";
import type { DayStanding } from "../../judge/gameday/day-standing.ts";
import type { DayState, DayStep } from "../../judge/gameday/day-state.ts";
import type { FaultOutcome, RunResult, Verdict } from "../../judge/history/result.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { NO_FIGURE } from "../terminal/figures.ts";
import { timeInWords } from "../terminal/gameday.ts";
import type { ReportedDay } from "./reported-day.ts";

export const STANDINGS: Readonly<Record<DayStanding, string>> = {
  over: "over",
  "under-way": "under way",
  left: "left",
  "cut-off": "cut off",
};

/** A note on a day that isn't over, with what to do; none on one that is. */
export function standingNote({ standing, state }: ReportedDay): string | undefined {
  const again = `\`brownout gameday run ${state.agreement.path} --resume\` takes it up again`;
  switch (standing) {
    case "over":
      return undefined;
    case "under-way":
      return "The day goes on: this is what has happened so far.";
    case "left":
      return `The day was left before its end, and this is what had happened until then: ${again}.`;
    case "cut-off":
      return `The day was cut off, and has no end: ${again}. What a run may have left in, \`brownout recover\` takes out.`;
  }
}

/** `10:02:31` by the clocks of the day's zone, with the date where that isn't the one on which it began. */
export function timeOfDay(atMs: number, { began, agreement: { when } }: DayState): string {
  const clock = clockTime(atMs, when.zone);
  const date = dateOf(clock);
  // No zone's offset has seconds today.
  const seconds = String(Math.floor(atMs / 1000) % 60).padStart(2, "0");
  const time = `${timeOf(clock)}:${seconds}`;
  return date === dateOf(clockTime(began.atMs, when.zone)) ? time : `${date} ${time}`;
}

/** Times at which the day was held, and for which it was agreed, a line each. */
export function heldInWords(state: DayState): readonly string[] {
  const { began, ended, lastAtMs, agreement } = state;
  const last = timeOfDay(lastAtMs, state).slice(0, -":00".length);
  const end = ended === undefined ? `the last word is of ${last}` : `to ${last}`;
  const lengthMs = lastAtMs - began.atMs;
  const length = lengthMs > 0 ? `, ${formatDuration(Math.ceil(lengthMs / 60_000) * 60_000)}` : "";
  return [
    `from ${timeInWords(clockTime(began.atMs, agreement.when.zone))}, ${end}${length}`,
    `agreed for ${timeInWords(agreement.when)}`,
  ];
}

/** `Ada (leader), Grace (scribe)` */
export function peopleInWords(people: readonly Person[]): string {
  return people.map(({ name, role }) => `${name} (${role})`).join(", ");
}

/** People who were meant to be there and weren't, in whatever part. */
export function absentees({ agreement, attended }: DayState): readonly Person[] {
  const there = new Set(attended.map(({ name }) => name));
  return agreement.participants.filter(({ name }) => !there.has(name));
}

/** The error budget of a day that keeps one, a sentence each. */
export function budgetInWords({ agreement: { budget }, ended }: DayState): readonly string[] {
  if (budget === undefined) return [];
  const { slo, left, planned, exceededBecause } = budget;
  const more = formatNumber(Math.max(0, Math.floor(left)));
  return [
    `For ${Number((slo * 100).toPrecision(12))} % of requests to succeed, ${more} more could fail before the day; its faults could fail ${formatNumber(planned)} at worst.`,
    ...(exceededBecause === undefined ? [] : [`That is more than was left: ${exceededBecause}`]),
    spentInWords(ended),
  ];
}

/** A day that ended without a count had a run whose journal could not be read then. */
function spentInWords(ended: DayState["ended"]): string {
  if (ended === undefined) return "What the day spent isn't counted: that is done at its end.";
  const { spent } = ended;
  if (spent === undefined) return "What the day spent isn't known: at its end a run's journal could not be read.";
  return `The day's runs failed ${formatNumber(spent.failed)} of ${formatNumber(spent.requests)} requests.`;
}

/** Each fault of a plan: `latency on checkout -> pricing: adds 2.8 s to all answers`, and whether the run came to it. */
export function faultsInWords({ faults }: Plan, result: RunResult): readonly string[] {
  return faults.map(({ id, type, on, explanation }) => {
    const outcome = result.faults.find((fault) => fault.id === id);
    return `${type} on ${targetName(on)}: ${explanation.does}${fateInWords(outcome)}`;
  });
}

function fateInWords(outcome: FaultOutcome | undefined): string {
  if (outcome?.injectedAtMs === undefined) return " (it never went in)";
  return outcome.took === "true" ? "" : " (it was not seen to take effect)";
}

/** A sentence on an experiment of which there is no run. */
export function withoutRun({ decision }: DayStep): string {
  if (decision === undefined) return "Its turn didn't come to a decision: it was not run.";
  if (!decision.go) return `No-go by ${decision.by}: ${decision.why ?? "no reason was given"}`;
  return `${decision.by} said go, and no run began.`;
}

/** An experiment of the day at a glance. */
interface StepInShort {
  readonly decision: string;
  /** Of its last run; none where that came to none. */
  readonly verdict?: Verdict;
  /** A sentence on its last run, or on why there is none. */
  readonly seen: string;
}

export function stepInShort(step: DayStep): StepInShort {
  const decision = step.decision === undefined ? NO_FIGURE : step.decision.go ? "go" : "no-go";
  const last = step.runs.at(-1);
  if (last === undefined) return { decision, seen: withoutRun(step) };
  const { end } = last;
  if (end?.type === "run-ended") return { decision, verdict: end.verdict, seen: end.headline };
  return { decision, seen: end?.why ?? "It has no end." };
}

/** Checks that weren't ok. */
export function troubles(checks: readonly DayCheck[]): readonly string[] {
  return checks
    .filter(({ outcome }) => outcome !== "ok")
    .map(({ what, outcome, detail }) => `${what}: ${outcome === "warning" ? "" : "refused: "}${detail}`);
}
