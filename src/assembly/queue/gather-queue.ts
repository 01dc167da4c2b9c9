import { exitCodes } from "../../values/exit-codes.ts";
import type { Confined } from "../confinement/confinement.ts";
import type { VariableOptions } from "../load-experiment.ts";
import { pathInRepository } from "../repository.ts";
import { changedFiles } from "./changed-files.ts";
import { findExperiments } from "./find-experiments.ts";
import type { QueuedExperiment } from "./play-queue.ts";
import { readCandidate } from "./read-candidate.ts";
import { type Candidate, type Selection, select } from "./select.ts";

/** Conditions by which experiments are taken, as a command line has them. */
export interface Conditions extends Pick<Selection, "tags" | "owners"> {
  /** A commit, a branch or a tag; none to take what didn't change, too. */
  readonly changedSince?: string;
}

/** The experiments of a queue; where there are none, what that comes to. */
export interface GatheredQueue {
  readonly queued: readonly QueuedExperiment[];
  readonly nothing?: { readonly exitCode: number; readonly why: string };
}

/**
 * Finds, reads and picks the experiments of a queue.
 * @param root top folder of the repository, with no symbolic link in its path
 * @throws UsageError for a pattern that no file fits, ChangesUnknownError
 */
export async function gatherQueue(
  patterns: readonly string[],
  { changedSince, ...conditions }: Conditions,
  reading: VariableOptions & Confined,
  root: string,
): Promise<GatheredQueue> {
  const changed = changedSince === undefined ? undefined : await changedFiles(changedSince, root);
  const candidates: Candidate[] = [];
  for (const file of findExperiments(patterns)) candidates.push(await readCandidate(file, reading));
  const { taken, unchanged } = select(candidates, { ...conditions, ...(changed === undefined ? {} : { changed }) });
  const queued = taken.map((candidate) => toQueued(candidate, root));
  if (queued.length > 0) return { queued };
  // Most changes are of nothing that any experiment is about. That is no reason to stop one, and no mistake in a gate.
  if (unchanged > 0) {
    const why = `nothing was run: nothing that the experiments are about changed since ${changedSince}`;
    return { queued, nothing: { exitCode: exitCodes.pass, why } };
  }
  const why = `nothing was selected of ${candidates.length}, and so nothing was proved`;
  return { queued, nothing: { exitCode: exitCodes.inconclusive, why } };
}

function toQueued({ file, about }: Candidate, root: string): QueuedExperiment {
  return {
    file,
    path: pathInRepository(root, file),
    ...(about?.owner === undefined ? {} : { owner: about.owner }),
    lengthMs: about?.lengthMs ?? 0,
    ...(about?.grounds === undefined ? {} : { grounds: about.grounds }),
  };
}
