import type { FaultKind } from "../../experiment/fault-kind.ts";
import { processState } from "../../os/process-identity.ts";
import type { Replica } from "../../platform/platform.ts";
import type { Effect } from "../fault.ts";

/** A fault that is done to the process of a replica. Taken back by letting it go on and starting it again. */
export interface ReplicaKind<Params = unknown> extends FaultKind<Params> {
  /**
   * Does it. Begins at once, may go on for long, and resolves when it is done. When the signal aborts it ends
   * as soon as it can, with nothing under way any more.
   */
  act(replica: Replica, params: Params, signal: AbortSignal): Promise<void>;
  /** Asks the operating system whether it took effect. `pid` is the replica's process from before. */
  observe(pid: number, replica: Replica): Effect;
  /** What a person would type to take it back. */
  manual(pid: number): string;
}

/** Ends the replica's process, gently unless the signal aborts; resolves when it is gone. */
export async function end(replica: Replica, graceMs: number, signal: AbortSignal): Promise<void> {
  let killed: Promise<void> | undefined;
  const onAbort = () => {
    killed = replica.kill();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await replica.terminate(graceMs);
    await killed;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** True when the process that a replica had is gone and nothing has taken its place. */
export function observeGone(pid: number, replica: Replica): Effect {
  if (processState(pid) !== "gone") return { took: "false", evidence: `process ${pid} of ${replica.service} is there` };
  if (replica.isRunning()) return { took: "false", evidence: `process ${replica.pid} took the place of ${pid}` };
  return { took: "true", evidence: `process ${pid} of ${replica.service} is gone` };
}

/** A process that is gone can only be started by who knows how; the whole system can be taken down, though. */
export const takeSystemDown = "brownout recover   # takes the whole system down";
