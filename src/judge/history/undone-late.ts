import type { RunState } from "./run-state.ts";
import type { LateRecord } from "./undo-log.ts";

/** Tells what became later of the faults that were in when the run ended, a sentence each. */
export function undoneLate(state: RunState): string[] {
  const { faults } = state;
  return [
    ...faults.forgotten.map(
      ({ record, by, wall, why }) => `${by} gave this up on ${wall}, it may still be in: ${record.what} (${why})`,
    ),
    ...faults.late
      .filter((late) => wasLeft(state, late))
      .map((late) => `this was still in when the run ended, and was ${lateInWords(late)}`),
  ];
}

/** Tells what was taken out before the run was ended for it, since its runner was gone, a sentence each. */
export function recoveredInWords(state: RunState): string[] {
  const late = state.faults.late.filter((each) => !wasLeft(state, each));
  return late.map((each) => `this was in when the runner was gone, and was ${lateInWords(each)}`);
}

function wasLeft({ leftAtEnd = [] }: RunState, { record }: LateRecord): boolean {
  return leftAtEnd.some(({ id }) => id === record.id);
}

function lateInWords({ record, wall, by, person }: LateRecord): string {
  const who = person === undefined ? by : `${by} (${person})`;
  return `taken out later, on ${wall.slice(0, 19).replace("T", " ")} UTC by ${who}: ${record.what}`;
}
