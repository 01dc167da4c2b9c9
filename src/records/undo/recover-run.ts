import type { RunEvent, StopCause } from "../../judge/history/event.ts";
import { type ForgottenRecord, outermost } from "../../judge/history/undo-log.ts";
import { type Clock, sleep } from "../../values/clock/clock.ts";
import type { ErrorCode } from "../../values/error-codes.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { JournalError } from "../journal/journal-error.ts";
import { JournalWriter } from "../journal/journal-writer.ts";
import { checkOwnJournal } from "../journal/own-journal.ts";
import { claimRun, type RunClaim, type RunHolder, runHolder } from "../journal/run-claim.ts";
import type { RunFolder } from "../journal/run-folder.ts";
import { type RunSummary, summarizeRun } from "../journal/run-summary.ts";
import { type LeftBehind, takeOut } from "./take-out.ts";
import type { Undoer } from "./undoer.ts";

/** Pause before a claim that somebody else holds is tried again. */
const CLAIM_AGAIN_MS = 20;

export interface RecoverOptions {
  /** The person who called `recover`, as `ann@laptop`, or the run's own guardian. */
  readonly by: "guardian" | { readonly person: string };
  readonly undoers: readonly Undoer[];
  readonly clock: Clock;
  /** For each record. */
  readonly deadlineMs: number;
  /** Time to wait for another process that is taking the same run's faults out. */
  readonly waitMs: number;
}

/** The outcome for a run that was looked at. */
export type RecoveredRun =
  /** It had ended and nothing of it was in. */
  | { readonly outcome: "clean"; readonly forgotten: readonly ForgottenRecord[] }
  /** It is in the hands of a living process and was left alone. */
  | { readonly outcome: "held"; readonly holder: RunHolder }
  | {
      readonly outcome: "recovered";
      readonly undone: readonly UndoRecord[];
      readonly left: readonly LeftBehind[];
      /** The reason the journal doesn't say so: it could not be written. */
      readonly unrecorded?: JournalError;
    };

/**
 * Takes out what a run that ended badly left in, and ends its journal. Never touches a run whose runner
 * lives; may be called any number of times, also by several processes at once.
 * @throws CorruptJournalError, JournalError when the journal can't be read, ForeignJournalError when somebody else may
 * have written it: nothing was taken out then
 */
export async function recoverRun(folder: RunFolder, options: RecoverOptions): Promise<RecoveredRun> {
  // A guardian is told by its own runner, whatever the file system says of the folder.
  if (options.by !== "guardian") await checkOwnJournal(folder);
  const found = await summarizeRun(folder.journalPath);
  if (isClean(found)) return { outcome: "clean", forgotten: found.forgotten };
  try {
    const claim = await claimWhenFree(folder, options);
    return "release" in claim ? await recoverClaimed(folder, claim, options) : { outcome: "held", holder: claim };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    // Taking a fault out matters more than writing it down, and does no harm when another does it, too.
    const recovered = await takeOutPending(await summarizeRun(folder.journalPath), options, () => undefined);
    return { ...recovered, unrecorded: error };
  }
}

/** The claim, or who holds the run instead. Nobody but its guardian waits for a runner to end. */
async function claimWhenFree(folder: RunFolder, options: RecoverOptions): Promise<RunClaim | RunHolder> {
  const giveUpAtMs = options.clock.nowMs() + options.waitMs;
  while (true) {
    const claim = await claimRun(folder.path, options.by === "guardian" ? "guardian" : "recover");
    if (claim !== undefined) return claim;
    const holder = await runHolder(folder.path);
    if (holder === undefined) continue;
    // The guardian hears that its runner is gone slightly before the system has buried it.
    const mayEndSoon = options.by === "guardian" || holder.role !== "runner";
    if (!mayEndSoon || options.clock.nowMs() >= giveUpAtMs) return holder;
    await sleep(options.clock, CLAIM_AGAIN_MS);
  }
}

async function recoverClaimed(folder: RunFolder, claim: RunClaim, options: RecoverOptions): Promise<RecoveredRun> {
  try {
    // Read again: another process may have recovered it while this one waited for its claim.
    const summary = await summarizeRun(folder.journalPath);
    if (isClean(summary)) return { outcome: "clean", forgotten: summary.forgotten };
    const journal = await JournalWriter.open(folder.journalPath);
    const recovered = await takeOutPending(summary, options, (event) => journal.append(event));
    const unrecorded = await journal.close();
    return unrecorded === undefined ? recovered : { ...recovered, unrecorded };
  } finally {
    await claim.release();
  }
}

function isClean(summary: RunSummary): boolean {
  return summary.exitCode !== undefined && summary.pending.size === 0;
}

async function takeOutPending(
  summary: RunSummary,
  options: RecoverOptions,
  append: (event: RunEvent) => void,
): Promise<Extract<RecoveredRun, { outcome: "recovered" }>> {
  const { by, clock } = options;
  // A guardian is at once there. When `recover` is called says nothing of how long the run lasted.
  let lastMs = summary.lastAtMs;
  const atMs = () => {
    if (by === "guardian") lastMs = Math.max(lastMs, elapsedMs(summary, clock));
    return lastMs;
  };
  const undone: UndoRecord[] = [];
  const unfinished = summary.exitCode === undefined;
  if (unfinished) append({ atMs: atMs(), type: "stopped", cause: runnerGone });
  const left = await takeOut(outermost(summary.pending), options.undoers, {
    clock,
    deadlineMs: options.deadlineMs,
    mayComeYet: ({ id }) => summary.beingPutIn.has(id),
    onUndone(record) {
      undone.push(record);
      const how = by === "guardian" ? ({ type: "undone", by } as const) : recoveredBy(by.person, clock);
      append({ atMs: atMs(), record: record.id, ...how });
    },
    onFailed: (record, why) => append({ atMs: atMs(), type: "undo-failed", record: record.id, why }),
  });
  if (unfinished)
    append({
      atMs: atMs(),
      type: "run-ended",
      exitCode: left.length > 0 ? exitCodes.undoIncomplete : runnerGone.exitCode,
    });
  return { outcome: "recovered", undone, left };
}

function recoveredBy(person: string, clock: Clock) {
  return { type: "recovered", person, wall: new Date(clock.wallMs()).toISOString() } as const;
}

const runnerGone = {
  kind: "broken",
  code: "E_RUNNER_GONE" satisfies ErrorCode,
  message: "The runner ended before the run did: it was killed, or it crashed",
  hint: "Run the experiment again for a verdict.",
  exitCode: exitCodes.inconclusive,
} as const satisfies StopCause;

/** The time now on the run's own clock, in ms. Its origin died with the runner, so the wall clock stands in, which may be set back. */
function elapsedMs({ startedAt, lastAtMs }: RunSummary, clock: Clock): number {
  return startedAt === undefined ? lastAtMs : clock.wallMs() - Date.parse(startedAt);
}
