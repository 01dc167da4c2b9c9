import type { Command } from "commander";
import { namesSeveral } from "../../assembly/queue/find-experiments.ts";
import { durationOption } from "./duration-option.ts";
import { listedOption } from "./listed-option.ts";
import { wholeOption } from "./whole-option.ts";

/** Options of several experiments that are run as a queue. */
export interface QueueOptions {
  readonly tag: readonly string[];
  readonly owner: readonly string[];
  readonly changedSince?: string;
  /** Milliseconds. */
  readonly budget?: number;
  readonly failFast?: true;
  readonly retries: number;
  /** Experiments at once, 1 or more. */
  readonly sideBySide: number;
  /** Folder. */
  readonly artifacts?: string;
}

const RETRIES_MAX = 10;
const SIDE_BY_SIDE_MAX = 100;

export function addQueueOptions(command: Command): Command {
  return command
    .addOption(listedOption("--tag <tag>", "of several experiments those with this tag"))
    .addOption(listedOption("--owner <owner>", "of several experiments those of this owner"))
    .option("--changed-since <ref>", "of several experiments those that depend on what differs from a branch or commit")
    .option("--budget <duration>", "starts none whose phases would go beyond it: 20m", durationOption("budget"))
    .option("--fail-fast", "starts none after one that did not pass")
    .option(
      "--retries <n>",
      "runs one that is inconclusive again, at most so often; one that fails never",
      wholeOption("retries", 0, RETRIES_MAX),
      0,
    )
    .option(
      "--side-by-side <n>",
      "runs up to so many at once that can't disturb each other, and no more than there are processors",
      wholeOption("side-by-side", 1, SIDE_BY_SIDE_MAX),
      1,
    )
    .option("--artifacts <folder>", "where reports of all go; with --ci by default .brownout/ci");
}

/** Tells whether a command line asks for more than one run of one experiment. */
export function isQueue(files: readonly string[], options: QueueOptions & { readonly ci?: true }): boolean {
  const { tag, owner, changedSince, budget, failFast, retries, sideBySide, artifacts, ci } = options;
  const given = [changedSince, budget, failFast, artifacts, ci].some((option) => option !== undefined);
  return namesSeveral(files) || given || retries > 0 || sideBySide > 1 || [...tag, ...owner].length > 0;
}
