import type { Trit } from "../../values/trit.ts";
import { kindOf } from "../gate/run-kind.ts";
import type { JudgedCriterion, RunResult, Verdict } from "../history/result.ts";
import type { RunStarted } from "../history/run-state.ts";
import { type JudgedOver, whatWouldDecide } from "./what-would-decide.ts";

/** A run, by what it was asked and what it came to. */
export interface StabilityRun {
  readonly started: RunStarted;
  readonly result: RunResult;
}

/** The verdicts of runs that were asked for the same. */
export interface Stability {
  readonly experiment: string;
  readonly platform: string;
  /** ISO 8601; of the first and the last run. */
  readonly from: string;
  readonly to: string;
  /** Number of runs by verdict; runs that were interrupted, or have no end, have none. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly withoutVerdict: number;
  /** Facts that came out otherwise in one run than in another, one at least; none where all verdicts are the same. */
  readonly wavering: readonly Wavering[];
}

/** Something that decides a verdict, and was not the same in all runs. */
export interface Wavering {
  /** `shoppers.p95 < 300ms`, `steady state came back`, `latency-1 took effect`; where none of these wavered, `the run passed`. */
  readonly what: string;
  readonly outcomes: Readonly<Record<Trit, number>>;
  /** Sentences on what would decide, or why it came out so; none where nothing is known. */
  readonly needs: readonly string[];
}

/** Tells of each experiment how its runs ended, the experiments in the order of their first run. One that was edited, it or its graph, is another. */
export function stabilityOf(runs: readonly StabilityRun[]): readonly Stability[] {
  const groups = Map.groupBy(runs, ({ started }) => {
    const { experiment, asked, platform, where } = kindOf(started);
    return JSON.stringify([experiment, asked, started.plan.experiment.system.graph, platform, where]);
  });
  return [...groups.values()].flatMap(stabilityOfGroup);
}

function stabilityOfGroup(runs: readonly StabilityRun[]): Stability[] {
  const inOrder = runs.map(({ result }) => result).sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (first === undefined || last === undefined) return [];
  const judged = inOrder.filter(hasVerdict);
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of judged) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  return [
    {
      experiment: first.experiment,
      platform: first.platform,
      from: first.startedAt,
      to: last.startedAt,
      verdicts,
      withoutVerdict: inOrder.length - judged.length,
      wavering: Object.keys(verdicts).length > 1 ? waveringOf(judged) : [],
    },
  ];
}

/** A person who ends a run, or a machine that loses it, says nothing of the experiment. */
function hasVerdict({ stop }: RunResult): boolean {
  return stop?.kind !== "interrupted" && !(stop?.kind === "broken" && stop.code === "E_UNFINISHED");
}

function waveringOf(results: readonly RunResult[]): Wavering[] {
  const wavering = [...criteriaOf(results), ...recoveryOf(results), ...faultsOf(results), ...brokenOf(results)].filter(
    ({ outcomes }) => Object.values(outcomes).filter((count) => count > 0).length > 1,
  );
  return wavering.length > 0 ? wavering : [passingOf(results)];
}

function criteriaOf(results: readonly RunResult[]): Wavering[] {
  const judged = results.flatMap((result) =>
    result.criteria.map((criterion): JudgedOver => ({ criterion, phaseMs: phaseOf(result, criterion) })),
  );
  // A run that didn't come to the phase says nothing of it.
  const reached = judged.filter(({ phaseMs }) => phaseMs > 0);
  const groups = Map.groupBy(reached, ({ criterion: { role, text } }) => `${role} ${text}`);
  return [...groups.values()].map((group) => ({
    what: group[0]?.criterion.text ?? "",
    outcomes: countsOf(group.map(({ criterion }) => outcomeOf(criterion))),
    needs: whatWouldDecide(group.filter(({ criterion }) => outcomeOf(criterion) === criterion.judgement.holds)),
  }));
}

/** An abort that isn't sure to hold aborts nothing, as one that doesn't. */
function outcomeOf({ role, judgement: { holds } }: JudgedCriterion): Trit {
  return role === "abort" && holds === "unknown" ? "false" : holds;
}

function phaseOf({ phases }: RunResult, { role }: JudgedCriterion): number {
  const phase = phases.find(({ name }) => name === (role === "steady-state" ? "baseline" : "fault"));
  return phase === undefined ? 0 : phase.toMs - phase.fromMs;
}

function recoveryOf(results: readonly RunResult[]): Wavering[] {
  const recoveries = results.flatMap(({ recovery }) => recovery ?? []);
  return [
    {
      what: "steady state came back",
      outcomes: countsOf(recoveries.map(({ recovered }) => recovered)),
      needs: [...new Set(recoveries.flatMap(({ why }) => why ?? []))],
    },
  ];
}

function faultsOf(results: readonly RunResult[]): Wavering[] {
  const faults = Map.groupBy(
    results.flatMap(({ faults }) => faults.filter(({ injectedAtMs }) => injectedAtMs !== undefined)),
    ({ id }) => id,
  );
  return [...faults].map(([id, outcomes]) => ({
    what: `${id} took effect`,
    outcomes: countsOf(outcomes.map(({ took }) => took)),
    needs: [...new Set(outcomes.filter(({ took }) => took !== "true").map(({ evidence }) => evidence))],
  }));
}

/** Runs that came to an end, and those that broke. */
function brokenOf(results: readonly RunResult[]): Wavering[] {
  const broken = results.flatMap(({ stop }) => (stop?.kind === "broken" ? [stop] : []));
  return [
    {
      what: "nothing broke",
      outcomes: { true: results.length - broken.length, false: broken.length, unknown: 0 },
      needs: [...new Set(broken.map(({ code, message }) => `${code}: ${message}`))],
    },
  ];
}

/** Runs that passed, and the reasons why the others didn't: what is left to say where no single fact wavered. */
function passingOf(results: readonly RunResult[]): Wavering {
  const others = results.filter(({ verdict }) => verdict !== "pass");
  const outcomeOfRun = ({ verdict }: RunResult): Trit =>
    verdict === "pass" ? "true" : verdict === "inconclusive" ? "unknown" : "false";
  return {
    what: "the run passed",
    outcomes: countsOf(results.map(outcomeOfRun)),
    needs: [...new Set(others.flatMap(({ reasons }) => reasons))],
  };
}

function countsOf(outcomes: readonly Trit[]): Record<Trit, number> {
  const counts = { true: 0, false: 0, unknown: 0 };
  for (const outcome of outcomes) counts[outcome]++;
  return counts;
}
