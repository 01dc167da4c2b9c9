import { BusyError, ClusterAwayError, ServerError } from "../../clients/cluster/cluster-errors.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import { type Clock, sleep } from "../../values/clock/clock.ts";

const AGAIN_AFTER_MS = 500;
/** Errors of an API server that may do better a moment later. */
const PASSING = [ClusterAwayError, ServerError, BusyError];

/** Makes an undoer go on while an API server is away, until the deadline of what it takes back. */
export function retryingUndoer(undoer: Undoer, clock: Clock): Undoer {
  const insist = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    while (true) {
      try {
        return await work();
      } catch (error) {
        if (!PASSING.some((kind) => error instanceof kind)) throw error;
        await sleep(clock, AGAIN_AFTER_MS, signal);
      }
    }
  };
  return {
    ...undoer,
    undo: (record, signal, left) => insist(() => undoer.undo(record, signal, left), signal),
    isGone: (record, signal) => insist(() => undoer.isGone(record, signal), signal),
  };
}
