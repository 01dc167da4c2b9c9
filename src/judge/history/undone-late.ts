import type { RunState } from "./run-state.ts";

/** Tells what became later of the faults that were in when the run ended, a sentence each. */
export function undoneLate({ faults, leftAtEnd = [] }: RunState): string[] {
  const pending = new Set(faults.pendingUndo().map(({ id }) => id));
  const forgotten = new Set(faults.forgotten.map(({ record }) => record.id));
  return [
    ...faults.forgotten.map(
      ({ record, by, wall, why }) => `${by} gave this up on ${wall}, it may still be in: ${record.what} (${why})`,
    ),
    ...leftAtEnd
      .filter(({ id }) => !pending.has(id) && !forgotten.has(id))
      .map(({ what }) => `this was still in when the run ended, and was taken out later: ${what}`),
  ];
}
