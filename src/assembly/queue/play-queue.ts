import { type Attempt, exitCodeOf, type QueueEntry } from "../../report/queue/queue-report.ts";
import type { RunContext } from "../run-context.ts";
import { mayTryAgain, type QueueRules, whyNotRun } from "./turns.ts";

/** An experiment that waits for its turn. */
export interface QueuedExperiment extends Omit<QueueEntry, "attempts" | "notRun"> {
  /** Sum of its phases; 0 where it can't be read, and so won't be run. */
  readonly lengthMs: number;
}

/**
 * Plays experiments one after the other by the rules. Resolves with all of them, those whose turn did not come, too.
 * @param play one try; never rejects
 */
export async function playQueue(
  queued: readonly QueuedExperiment[],
  rules: QueueRules,
  { clock, signal }: Pick<RunContext, "clock" | "signal">,
  play: (experiment: QueuedExperiment) => Promise<Attempt>,
): Promise<readonly QueueEntry[]> {
  const beganMs = clock.nowMs();
  const ended: QueueEntry[] = [];
  const whyNot = (lengthMs: number) =>
    whyNotRun(
      {
        endedWith: ended.map(exitCodeOf),
        ...(signal.aborted && { interruptedBy: String(signal.reason) }),
        elapsedMs: clock.nowMs() - beganMs,
        lengthMs,
      },
      rules,
    );
  for (const experiment of queued) {
    const { lengthMs, ...entry } = experiment;
    const attempts: Attempt[] = [];
    let notRun = whyNot(lengthMs);
    while (notRun === undefined) {
      attempts.push(await play(experiment));
      const isOver = !mayTryAgain(exitCodeOf({ ...entry, attempts }), attempts.length, rules);
      if (isOver) break;
      notRun = whyNot(lengthMs);
    }
    ended.push({ ...entry, attempts, ...(attempts.length === 0 && notRun !== undefined && { notRun }) });
  }
  return ended;
}
