import { samplesNeeded } from "../criteria/evaluate.ts";
import { formatMs, formatNumber } from "../criteria/format.ts";
import { formatMetric } from "../criteria/judgement-in-words.ts";
import { ruleOf } from "../criteria/metrics/list.ts";
import type { JudgedCriterion } from "../history/result.ts";

/** The 0.99 quantile of the normal distribution: so many standard deviations from a limit, 99 runs of 100 are on one side. */
const NINETY_NINE_OF_100 = 2.33;
/** Runs that differ by more than this times what counting alone makes differ by something else, too. */
const BEYOND_COUNTING = 1.5;
/** Nobody makes a phase longer by more than this. */
const MOST_TIMES = 20;

/** A criterion as a run judged it, and how long the phase was over which it did. */
export interface JudgedOver {
  readonly criterion: JudgedCriterion;
  readonly phaseMs: number;
}

/** Says, a sentence each, what it would take for a criterion to be judged alike in all runs; none where nothing is known. */
export function whatWouldDecide(judged: readonly JudgedOver[]): string[] {
  const open = judged.filter(({ criterion }) => criterion.judgement.holds === "unknown");
  const explained = open.filter(({ criterion }) => criterion.judgement.explainedBy !== undefined);
  const short = open.filter((one) => !explained.includes(one) && lacksSamples(one.criterion));
  const others = open.filter((one) => !explained.includes(one) && !short.includes(one));
  const decided = judged.filter(({ criterion }) => criterion.judgement.holds !== "unknown");
  const sides = new Set(decided.map(({ criterion }) => criterion.judgement.holds));
  return [
    ...(explained.length > 0 ? [quieter(explained)] : []),
    ...short
      .toSorted((a, b) => a.criterion.judgement.samples - b.criterion.judgement.samples)
      .slice(0, 1)
      .map(moreSamples),
    ...new Set(others.flatMap(({ criterion }) => criterion.judgement.why ?? [])),
    ...(sides.size > 1 ? apartFromLimit(decided) : []),
  ];
}

function lacksSamples(criterion: JudgedCriterion): boolean {
  const needed = samplesNeeded(criterion);
  return needed !== undefined && criterion.judgement.samples < needed;
}

function quieter(explained: readonly JudgedOver[]): string {
  const parts = new Set(explained.flatMap(({ criterion }) => criterion.judgement.explainedBy ?? []));
  return `the harness could explain it (${[...parts].join(", ")}): a quieter machine, or less load, would decide`;
}

function moreSamples({ criterion, phaseMs }: JudgedOver): string {
  const { samples } = criterion.judgement;
  const needed = samplesNeeded(criterion) ?? 0;
  const had = `it needs ${formatNumber(needed)} samples and had ${formatNumber(samples)}`;
  const what = samples === 0 ? "more load" : longer(criterion, phaseMs, needed / samples);
  return `${had}: ${what} would decide`;
}

/** A criterion over a window gets no more samples of a longer phase. */
function longer({ overMs, role }: JudgedCriterion, phaseMs: number, times: number): string {
  const phase = role === "steady-state" ? "baseline" : "fault phase";
  const [what, lengthMs] = overMs === undefined ? [phase, phaseMs] : ["window", overMs];
  return `a ${what} of ${formatMs(lengthMs * times)} instead of ${formatMs(lengthMs)}, or ${formatNumber(times)} times the load,`;
}

/** Tells what it takes where some runs were on one side of the limit and some on the other. */
function apartFromLimit(judged: readonly JudgedOver[]): string[] {
  const [first] = judged;
  const measured = judged.flatMap(({ criterion }) => criterion.judgement.measured ?? []);
  if (first === undefined || measured.length < 2) return [];
  const { metric, limit } = first.criterion;
  const [least, most, at] = [Math.min(...measured), Math.max(...measured), limit].map((one) =>
    formatMetric(metric, one),
  );
  return [`runs measured ${least} to ${most}, around the limit of ${at}${remedyFor(first, judged, measured)}`];
}

function remedyFor(
  { criterion, phaseMs }: JudgedOver,
  judged: readonly JudgedOver[],
  measured: readonly number[],
): string {
  const another = "a limit outside of that, or a system that stays clear of it, would decide";
  if (ruleOf(criterion.metric).isOnce) return `: ${another}`;
  const isShare = criterion.metric.kind === "error_rate";
  const { mean, deviation } = spreadOf(measured);
  if (isShare && deviation > BEYOND_COUNTING * countingDeviation(judged, mean)) {
    return `, and differ by more than the number of requests explains, so that longer phases don't help: ${another}`;
  }
  const times = ((NINETY_NINE_OF_100 * deviation) / Math.abs(mean - criterion.limit)) ** 2;
  if (times <= 1) return "; most are clear of it: see what was otherwise in those that aren't";
  if (!(times <= MOST_TIMES)) return `, and in the middle lie on it, so that no phase is long enough: ${another}`;
  const atBest = isShare ? "" : "if they differ by chance alone, ";
  return `: ${atBest}${longer(criterion, phaseMs, times)} would decide; else ${another}`;
}

/** The standard deviation of a share of `mean`, were chance alone at work in so many requests. */
function countingDeviation(judged: readonly JudgedOver[], mean: number): number {
  const samples = judged.reduce((sum, { criterion }) => sum + criterion.judgement.samples, 0) / judged.length;
  return Math.sqrt((mean * (1 - mean)) / Math.max(1, samples));
}

function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
