import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { PlannedFault } from "./plan.ts";

/** Criteria on edges of which a fault leaves calls uncounted, a sentence each. Steady state is judged without faults. */
export interface UnjudgedCriteria {
  /** Expectations: for as long as such a fault is in they are unknown, and then so is the whole. */
  readonly never: readonly string[];
  /** Aborts, which are judged before the fault, too. */
  readonly inPart: readonly string[];
}

/** Looks which criteria can't be judged for the plan's own faults. */
export function unjudgedCriteria({ abort, expect }: Experiment, faults: readonly PlannedFault[]): UnjudgedCriteria {
  const inWords = (criteria: readonly Criterion[], rest: string) =>
    criteria.flatMap(({ text, signal }) => {
      const name = signalName(signal);
      const hiding = faults.filter(({ uncounted }) => signal.kind === "edge" && uncounted?.includes(name));
      return hiding.map(
        ({ id }) => `"${text}": calls on ${name} that ${id} fails don't come to what counts them, ${rest}`,
      );
    });
  return {
    never: inWords(expect, "so it can't be judged; put it on a load, or make a fault that is counted, such as reset"),
    inPart: inWords(abort, "so it is unknown while the fault is in, and can't end it"),
  };
}
