import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Effect } from "../fault.ts";
import type { Replica, ReplicaState } from "./replica.ts";

/** A fault that is done to a replica, be it a process or a container. Taken back by letting it go on and starting it again. */
export interface ReplicaKind<Params = unknown> extends FaultKind<Params> {
  /**
   * Does it. Begins at once, may go on for long, and resolves when it is done. When the signal aborts it ends
   * as soon as it can, with nothing under way any more.
   */
  inject(on: ReplicaInjection<Params>): Promise<void>;
  /** Time in ms that a replica may take to end once it has begun; not there where it doesn't end. */
  endsWithinMs?(params: Params): number;
  /** True when it is done to one replica after the other, to each when it is over for the one before. */
  readonly inTurn?: true;
  /** True when it is over by itself once it took effect. */
  readonly endsByItself?: true;
  /** Tells whether it took effect. */
  verify(seen: ReplicaChange): Effect;
}

export interface ReplicaInjection<Params> {
  readonly replica: Replica;
  readonly params: Params;
  readonly signal: AbortSignal;
}

/** A replica as it was before the fault, and is now. */
export interface ReplicaChange {
  readonly before: ReplicaState;
  readonly now: ReplicaState;
}

/** Ends the replica's process, gently unless the signal aborts; resolves when it is gone. */
export async function end(
  { replica, signal }: Pick<ReplicaInjection<unknown>, "replica" | "signal">,
  graceMs: number,
): Promise<void> {
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
export function verifyGone({ before, now }: ReplicaChange): Effect {
  if (now.name !== before.name) return { took: "false", evidence: `${now.name} took the place of ${before.name}` };
  if (now.state !== "gone") return { took: "false", evidence: `${before.name} is there` };
  return { took: "true", evidence: `${before.name} is gone` };
}
