import { UsageError } from "../../values/errors.ts";
import type { Random } from "../../values/random/random.ts";
import { type AskedDifference, askedDifferences, madeDifferences } from "./asked-differences.ts";
import { type Change, type CutSides, changesOf } from "./change.ts";
import type { ComparedRun } from "./compared-run.ts";
import { notesOn } from "./notes.ts";
import { canDiffer } from "./simultaneous-intervals.ts";

/** Two runs, or two groups of them, side by side. */
export interface ComparedSides {
  readonly a: readonly ComparedRun[];
  readonly b: readonly ComparedRun[];
  /**
   * The things that intervals are over: runs, so that they say something of the systems; stretches of time of one run on each side, so that
   * they say how these two runs differed and nothing more; nothing where runs are too few.
   */
  readonly over: "runs" | "stretches" | "nothing";
  readonly asked: readonly AskedDifference[];
  readonly made: readonly AskedDifference[];
  readonly changes: readonly Change[];
  /** Facts to know of what was compared, a sentence each. */
  readonly notes: readonly string[];
}

/** Runs can't be put side by side. Exit code 64. */
class CompareError extends UsageError {
  override readonly code = "E_COMPARE";
}

/**
 * Puts runs side by side.
 * @param stretches of the one run on each side; none where there are more, or their phases are too short
 * @throws CompareError where a run is on both sides, runs of one side were asked for different things, or nothing was measured in all of them
 */
export function compareSides(
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
  stretches: CutSides | undefined,
  random: Random,
): ComparedSides {
  refuseTwice(a, b);
  for (const side of [a, b]) refuseMixed(side);
  const over = stretches !== undefined ? "stretches" : canDiffer(a.length, b.length) ? "runs" : "nothing";
  const results = (side: readonly ComparedRun[]) => side.map(({ result }) => result);
  const sides = { a: results(a), b: results(b), ...(stretches && { stretches }) };
  const changes = changesOf(sides, over, random);
  const [firstA, firstB] = [a[0], b[0]];
  if (changes.length === 0 || !firstA || !firstB) throw nothingInCommon();
  return {
    a,
    b,
    over,
    asked: askedDifferences(firstA.started, firstB.started),
    made: madeDifferences(firstA.started, firstB.started),
    changes,
    notes: notesOn(a, b, changes),
  };
}

function refuseTwice(a: readonly ComparedRun[], b: readonly ComparedRun[]): void {
  const twice = a.find(({ started }) => b.some((other) => other.started.run === started.run));
  if (twice === undefined) return;
  throw new CompareError({
    message: `${twice.started.run} is on both sides: a run beside itself never differs`,
    hint: "Name each run on one side.",
  });
}

/** Runs of one side stand for one thing. */
function refuseMixed(side: readonly ComparedRun[]): void {
  const [first, ...others] = side;
  for (const other of others) {
    const [difference] = first === undefined ? [] : askedDifferences(first.started, other.started);
    if (difference === undefined) continue;
    throw new CompareError({
      message: `${other.started.run} and ${first?.started.run} are on one side, and were asked for different things: ${difference.what}`,
      hint: "Put runs of one experiment, graph and platform on each side.",
    });
  }
}

function nothingInCommon(): CompareError {
  return new CompareError({
    message: "there is no signal that was measured in a phase of all these runs, so that nothing can be compared",
    hint: "`brownout report RUN` says how far each came, and what was measured in it.",
  });
}
