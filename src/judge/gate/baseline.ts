import { UsageError } from "../../values/errors.ts";
import type { RunResult, Verdict } from "../history/result.ts";
import type { RunStarted } from "../history/run-state.ts";
import { type MeasuredRun, measuredRun } from "./figures.ts";
import { differencesOfKind, kindOf, type RunKind } from "./run-kind.ts";

/** Runs of a system as it is meant to stay, which others are checked against. */
export interface Baseline {
  readonly kind: RunKind;
  /** The oldest first. One at least. */
  readonly runs: readonly MeasuredRun[];
}

/** A run that ended. */
export interface EndedRun {
  readonly kind: RunKind;
  readonly verdict: Verdict;
  readonly measured: MeasuredRun;
}

/** Takes from a run what a baseline needs of it. */
export function endedRun({ started, result }: { readonly started: RunStarted; readonly result: RunResult }): EndedRun {
  return { kind: kindOf(started), verdict: result.verdict, measured: measuredRun(result) };
}

/** A run that a baseline can't have. Exit code 64. */
class RefusedRunError extends UsageError {
  override readonly code = "E_BASELINE_RUN";
}

/**
 * The baseline with runs added to it, and of all the newest `keep`; a new one of them where there was none.
 * @throws RefusedRunError for one that didn't pass, or is of another kind than the others
 */
export function withRuns(baseline: Baseline | undefined, added: readonly EndedRun[], keep: number): Baseline {
  const kind = baseline?.kind ?? added[0]?.kind;
  if (kind === undefined) throw new RefusedRunError({ message: "a baseline of no runs is none" });
  for (const run of added) refuseOther(kind, run);
  const byName = new Map(
    [...(baseline?.runs ?? []), ...added.map(({ measured }) => measured)].map((one) => [one.run, one]),
  );
  const inOrder = [...byName.values()].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  return { kind, runs: inOrder.slice(-keep) };
}

/** Runs of one kind, and those beside them that aren't. */
interface OfOneKind {
  readonly kept: readonly EndedRun[];
  readonly leftOut: readonly EndedRun[];
}

/**
 * Takes of runs that passed those that are of the baseline's kind; where there is no baseline, of that of the newest run.
 * @throws RefusedRunError where none is of that kind, though one is newer than the baseline
 */
export function ofOneKind(baseline: Baseline | undefined, runs: readonly EndedRun[]): OfOneKind {
  const newest = runs.toSorted((a, b) => a.measured.startedAt.localeCompare(b.measured.startedAt)).at(-1);
  if (newest === undefined) return { kept: [], leftOut: [] };
  const { kind } = baseline ?? newest;
  const isOfIt = (run: EndedRun) => differencesOfKind(kind, run.kind).length === 0;
  const kept = runs.filter(isOfIt);
  const isLater = newest.measured.startedAt > (baseline?.runs.at(-1)?.startedAt ?? "");
  if (kept.length === 0 && isLater) refuseOther(kind, newest);
  return { kept, leftOut: runs.filter((run) => !isOfIt(run)) };
}

function refuseOther(kind: RunKind, { kind: other, verdict, measured: { run } }: EndedRun): void {
  if (verdict !== "pass") {
    throw new RefusedRunError({
      message: `${run} ended as ${verdict}: a baseline is of runs that passed`,
      hint: "Leave it out; where the system can't pass, there is nothing to hold others against.",
    });
  }
  const differences = differencesOfKind(kind, other);
  if (differences.length === 0) return;
  throw new RefusedRunError({
    message: `${run} is of another kind than the baseline's other runs: ${differences.join("; ")}`,
    hint: "Name the runs that it is to have, save these under another name, or begin it anew with --replace.",
  });
}
