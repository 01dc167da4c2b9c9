import { findProcesses } from "../../clients/os/run-token.ts";
import { sendSignal } from "../../clients/os/send-signal.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { type Polling, pollUntil } from "../../values/clock/poll-until.ts";

/** Time that a proxy may take to end by itself. */
const GRACE_MS = 300;
const POLL_MS = 20;

/**
 * Ends every process that carries a run's token, which are proxies of ours: SIGTERM, and SIGKILL after a short grace. Those
 * that somebody has stopped are woken, so that they can end. Resolves when none is there any more.
 */
export async function endProcesses(token: string, clock: Clock, signal: AbortSignal): Promise<void> {
  const polling = { clock, everyMs: POLL_MS, signal };
  const ended = await endAll(token, ["SIGCONT", "SIGTERM"], { ...polling, withinMs: GRACE_MS });
  if (!ended) await endAll(token, ["SIGKILL"], polling);
}

/**
 * Signals each process once and resolves with whether they were gone in time. Gone means that two looks in a
 * row found none: a process that is just being born doesn't carry the token yet.
 */
async function endAll(token: string, signals: readonly NodeJS.Signals[], polling: Polling): Promise<boolean> {
  const told = new Set<number>();
  let emptyLooks = 0;
  const areGone = async () => {
    const pids = await findProcesses(token);
    for (const pid of pids.filter((one) => !told.has(one))) {
      told.add(pid);
      for (const name of signals) sendSignal(pid, name);
    }
    emptyLooks = pids.length === 0 ? emptyLooks + 1 : 0;
    return emptyLooks === 2;
  };
  return (await pollUntil(areGone, polling)) ?? false;
}
