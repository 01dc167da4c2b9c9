import { formatMs, formatShare } from "../criteria/format.ts";
import { type MeasuredPhase, measuredPhases } from "../history/event.ts";
import type { RunResult } from "../history/result.ts";
import { median } from "../measure/median.ts";
import { foundDifferences, madeDifferences } from "./asked-differences.ts";
import type { Change } from "./change.ts";
import type { ComparedRun } from "./compared-run.ts";
import { LONG_ENOUGH_MS, lengthOf } from "./stretches.ts";

/** Less of a run that is of no use changes none of its figures by much. */
const UNUSABLE = 0.01;

/** Things that were found otherwise, by name; a namespace has hundreds. */
const MOST_FOUND = 5;

/** Facts to know of what was compared, a sentence each: what spoils it, and what is left out. */
export function notesOn(a: readonly ComparedRun[], b: readonly ComparedRun[], changes: readonly Change[]): string[] {
  const [ofA, ofB] = [a, b].map((side) => side.map(({ result }) => result)) as [RunResult[], RunResult[]];
  return [
    ...madeWithin(a, "A"),
    ...madeWithin(b, "B"),
    ...foundNotes([...a, ...b]),
    ...harnessNotes([...ofA, ...ofB]),
    ...measuredPhases.flatMap((phase) => phaseNotes(phase, ofA, ofB, changes)),
  ];
}

function madeWithin([first, ...others]: readonly ComparedRun[], side: string): string[] {
  if (first === undefined) return [];
  const differences = others.flatMap(({ started }) => madeDifferences(first.started, started));
  return [...new Set(differences.map(({ what }) => what))].map(
    (what) => `not all runs of ${side} are by the same ${what}: what that does is taken for how runs differ`,
  );
}

/** An autoscaler, or a neighbour in the namespace, makes no two things of what is compared, and may make a difference. */
function foundNotes([first, ...others]: readonly ComparedRun[]): string[] {
  if (first === undefined) return [];
  const differences = others.flatMap(({ started }) => foundDifferences(first.started, started));
  const names = [...new Set(differences.map(({ what }) => what))];
  if (names.length === 0) return [];
  const more = names.length > MOST_FOUND ? ` and ${names.length - MOST_FOUND} more` : "";
  return [
    `the system wasn't found alike in all runs, which may have made part of a difference: ${names.slice(0, MOST_FOUND).join(", ")}${more}`,
  ];
}

/** True where so much of what a run measured is of no use that its figures may be of the harness. */
export function isSpoilt({ harness }: RunResult): boolean {
  return harness.unusable >= UNUSABLE;
}

/** The harness is a suspect here, too. */
function harnessNotes(runs: readonly RunResult[]): string[] {
  const spoilt = runs.filter(isSpoilt);
  if (spoilt.length === 0) return [];
  const named = spoilt.map(({ run, harness }) => `${run} (${formatShare(harness.unusable)})`).join(", ");
  return [`the harness may have made part of a difference: some of what was measured is of no use in ${named}`];
}

/** Says where a phase wasn't in all runs, was shorter on one side, or is too short to be cut. */
function phaseNotes(
  phase: MeasuredPhase,
  a: readonly RunResult[],
  b: readonly RunResult[],
  changes: readonly Change[],
): string[] {
  const without = [...a, ...b].filter((run) => lengthOf(run, phase) === 0).map(({ run }) => run);
  if (without.length === a.length + b.length) return [];
  if (without.length > 0) return [`the ${phase} phase isn't compared: ${without.join(", ")} didn't come to it`];
  const [inA, inB] = [a, b].map((runs) => median(runs.map((run) => lengthOf(run, phase)))) as [number, number];
  const shorterMs = Math.min(inA, inB);
  const isUncut = a.length + b.length === 2 && shorterMs < LONG_ENOUGH_MS;
  return [
    ...(Math.max(inA, inB) > 1.1 * shorterMs
      ? [`the ${phase} phase lasted ${formatMs(inA)} in A, ${formatMs(inB)} in B: figures are of all of it`]
      : []),
    ...(isUncut
      ? [`the ${phase} phase has no intervals: of two runs they need ${formatMs(LONG_ENOUGH_MS)} of it`]
      : []),
    ...missingSignals(phase, [...a, ...b], changes),
  ];
}

/** Says which signals are not compared in a phase that all runs came to: some run saw none or not all of their calls there. */
function missingSignals(phase: MeasuredPhase, runs: readonly RunResult[], changes: readonly Change[]): string[] {
  const compared = new Set(changes.filter((change) => change.phase === phase).map(({ signal }) => signal));
  const names = new Set(runs.flatMap(({ signals }) => Object.keys(signals)));
  const missing = [...names].filter((name) => !compared.has(name));
  if (missing.length === 0) return [];
  return [`not compared in the ${phase} phase, since not all runs have measured them there: ${missing.join(", ")}`];
}
