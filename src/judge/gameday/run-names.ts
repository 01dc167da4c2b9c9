import type { DayState } from "./day-state.ts";

/** Names of all runs that a day began, in the order of its experiments, and of one in that of time. */
export function runNames({ steps }: Pick<DayState, "steps">): readonly string[] {
  return steps.flatMap(({ runs }) => runs.flatMap(({ run }) => run ?? []));
}
