import { kindOf } from "../gate/run-kind.ts";
import type { JudgedCriterion } from "../history/result.ts";
import type { Trial, TrialRecord } from "./trial.ts";

/** The share of a limit that must be left in every run: with more, a system that is a fifth worse would pass, too (decision 38). */
export const BORING_MARGIN = 0.25;

/** The margin that was the smallest of several, as a share of its limit. */
export interface ClosestMargin {
  readonly run: string;
  /** The criterion. */
  readonly text: string;
  readonly share: number;
}

/** An experiment by its runs on the game days so far. */
export interface ExperimentRecord {
  readonly experiment: string;
  /** Runs that weren't inconclusive. */
  readonly counted: number;
  readonly inconclusive: number;
  /** The newest that counts; none where none does. */
  readonly newest?: Pick<Trial, "verdict"> & { readonly isJournalGone: boolean };
  /**
   * Those at the end of them that passed one after the other, were asked for the same as the newest, and whose journals are there; no more
   * than are looked at.
   */
  readonly passedInARow: number;
  /** Of these runs' expectations; none where there is no such run, or one has an expectation that has no share of its limit. */
  readonly closest?: ClosestMargin;
  /** True where it passed as often as is asked, and never came near to a limit. */
  readonly isBoring: boolean;
}

/**
 * Tells whether an experiment has become boring.
 * @param trials its runs, in order
 * @param times how many of the newest must have passed, from 1
 */
export function recordOf(experiment: string, trials: readonly Trial[], times: number): ExperimentRecord {
  const counted = trials.filter(({ verdict }) => verdict !== "inconclusive");
  const row = passesAtEnd(counted).slice(0, times);
  const closest = closestOf(row);
  const newest = counted.at(-1);
  return {
    experiment,
    counted: counted.length,
    inconclusive: trials.length - counted.length,
    ...(newest && { newest: { verdict: newest.verdict, isJournalGone: newest.record === undefined } }),
    passedInARow: row.length,
    ...(closest && { closest }),
    isBoring: row.length >= times && closest !== undefined && closest.share > BORING_MARGIN,
  };
}

/** The newest first. A run that was asked for something else, such as a harder fault, ends the row. */
function passesAtEnd(trials: readonly Trial[]): readonly TrialRecord[] {
  const row: TrialRecord[] = [];
  for (const { verdict, record } of trials.toReversed()) {
    const [newest] = row;
    if (verdict !== "pass" || record === undefined) break;
    if (newest !== undefined && askedOf(record) !== askedOf(newest)) break;
    row.push(record);
  }
  return row;
}

function askedOf({ started }: TrialRecord): string {
  const { experiment, asked, platform, where } = kindOf(started);
  return JSON.stringify([experiment, asked, platform, where]);
}

function closestOf(row: readonly TrialRecord[]): ClosestMargin | undefined {
  const margins = row.flatMap(({ result }) =>
    result.criteria
      .filter(({ role }) => role === "expect")
      .map((criterion) => ({ run: result.run, text: criterion.text, share: shareOf(criterion) })),
  );
  const known = margins.flatMap(({ share, ...rest }) => (share === undefined ? [] : [{ ...rest, share }]));
  // What isn't known may be smaller than all that is.
  if (known.length < margins.length || known.length === 0) return undefined;
  return known.reduce((closest, one) => (one.share < closest.share ? one : closest));
}

/** A limit of 0 has no shares. */
function shareOf({ margin, limit }: JudgedCriterion): number | undefined {
  return margin === undefined || limit === 0 ? undefined : margin / Math.abs(limit);
}
