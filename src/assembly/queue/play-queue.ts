import { type Attempt, exitCodeOf, type QueueEntry } from "../../report/queue/queue-report.ts";
import type { RunContext } from "../run-context.ts";
import { areApart, type Grounds } from "./apart.ts";
import { mayTryAgain, type QueueRules, whyNotRun } from "./turns.ts";

/** An experiment that waits for its turn. */
export interface QueuedExperiment extends Omit<QueueEntry, "attempts" | "notRun"> {
  /** Sum of its phases; 0 where it can't be read, and so won't be run. */
  readonly lengthMs: number;
  /** None where it may disturb any other. */
  readonly grounds?: Grounds;
}

/**
 * Plays experiments by the rules, in their order; beside each other as far as these allow it. Resolves with all of them, those whose
 * turn did not come, too.
 * @param play one try; never rejects
 */
export async function playQueue(
  queued: readonly QueuedExperiment[],
  rules: QueueRules,
  { clock, signal }: Pick<RunContext, "clock" | "signal">,
  play: (experiment: QueuedExperiment) => Promise<Attempt>,
): Promise<readonly QueueEntry[]> {
  const beganMs = clock.nowMs();
  const endedWith: number[] = [];
  const whyNot = ({ lengthMs }: QueuedExperiment) =>
    whyNotRun(
      {
        endedWith,
        ...(signal.aborted && { interruptedBy: String(signal.reason) }),
        elapsedMs: clock.nowMs() - beganMs,
        lengthMs,
      },
      rules,
    );
  const takeTurn = async (experiment: QueuedExperiment): Promise<QueueEntry> => {
    const { lengthMs: _length, grounds: _grounds, ...entry } = experiment;
    const attempts: Attempt[] = [];
    let notRun = whyNot(experiment);
    while (notRun === undefined) {
      attempts.push(await play(experiment));
      const isOver = !mayTryAgain(exitCodeOf({ ...entry, attempts }), attempts.length, rules);
      if (isOver) break;
      notRun = whyNot(experiment);
    }
    const ended = { ...entry, attempts, ...(attempts.length === 0 && notRun !== undefined && { notRun }) };
    endedWith.push(exitCodeOf(ended));
    return ended;
  };
  return await inOrder(queued, rules.atOnce, takeTurn);
}

/** Takes the turns: each begins after those before it have begun, and beside none that it isn't apart from. */
async function inOrder(
  queued: readonly QueuedExperiment[],
  atOnce: number,
  takeTurn: (experiment: QueuedExperiment) => Promise<QueueEntry>,
): Promise<readonly QueueEntry[]> {
  const running = new Map<QueuedExperiment, Promise<unknown>>();
  const entries: Promise<QueueEntry>[] = [];
  for (const experiment of queued) {
    const fits = () =>
      running.size < atOnce && [...running.keys()].every(({ grounds }) => areApart(grounds, experiment.grounds));
    while (!fits()) await Promise.race(running.values());
    const entry = takeTurn(experiment).finally(() => running.delete(experiment));
    running.set(experiment, entry);
    entries.push(entry);
  }
  return await Promise.all(entries);
}
