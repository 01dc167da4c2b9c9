import type { RunProcess } from "../../clients/os/run-processes.ts";
import { trySignal } from "../../clients/os/send-signal.ts";

/** A process of a replica, and who has set it apart. */
export type ReplicaProcess = Pick<RunProcess, "pid" | "parent" | "group" | "replica">;

/** Tells processes to end, each once, however often they are looked at. */
export class EndSignals {
  /** Those that were there at the first look. What they start then is a part of how they end. */
  #known: ReadonlySet<number> | undefined;
  readonly #told = new Set<number>();

  /**
   * Signals those that weren't told yet. One whose parent has set it apart from its own process group, as a database
   * does its workers, is ended by its parent, and told only when that is gone. One that may not be signalled keeps none of
   * the others from it: it is still there when all are to be gone.
   * @param processes all that are there now
   */
  send<One extends ReplicaProcess>(processes: readonly One[], signalOf: (one: One) => NodeJS.Signals): void {
    this.#known ??= new Set(processes.map(({ pid }) => pid));
    for (const one of processes) {
      const parent = processes.find(({ pid, replica }) => pid === one.parent && replica === one.replica);
      const isItsParents = parent !== undefined && parent.group !== one.group;
      if (!this.#known.has(one.pid) || this.#told.has(one.pid) || isItsParents) continue;
      trySignal(one.pid, signalOf(one));
      this.#told.add(one.pid);
    }
  }
}
