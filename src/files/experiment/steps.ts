import { parseJsonPointer } from "../../values/json-pointer.ts";
import { fieldsOf, itemsOf } from "../yaml/fields.ts";

/** One request of a visit: the one at the same place in the load's `requests`. */
export interface StepSpec {
  /** Lower-case words with dashes, unique in its load: `login`. */
  readonly name: string;
  /** Pause before it from when the answer before was complete, drawn evenly from here to there. */
  readonly thinkMs: { readonly from: number; readonly to: number };
  /** Values of its answer that later steps send. */
  readonly take: readonly TakeSpec[];
}

export interface TakeSpec {
  /** The name that templates call it by: `{{token}}`. */
  readonly name: string;
  readonly from: TakeSource;
}

/** The place of a value in an answer. Of a regular expression it is the first group, or all that matches. */
export type TakeSource =
  | { readonly kind: "json"; readonly pointer: string }
  | { readonly kind: "header"; readonly header: string }
  | { readonly kind: "regex"; readonly pattern: string };

/** Keys that lead to a value in JSON; the pointer was checked where the file was read. */
export function pointerKeys(pointer: string): readonly string[] {
  return parseJsonPointer(pointer) ?? [];
}

/** The signal that counts the visits of a load as wholes. */
export const VISITS = "visits";

/** The names of the steps of a load of visits as it is written, in order: their own, or `step-1`. */
export function stepNames(steps: unknown): readonly string[] {
  return itemsOf(steps)
    .map(fieldsOf)
    .filter(({ request }) => request !== undefined)
    .map(({ name }, index) => (typeof name === "string" ? name : `step-${index + 1}`));
}

/** The names of all signals that a load has: its own, and of a load of visits one for each step and one for the visits. */
export function loadSignals(load: string, steps: readonly string[] | undefined): readonly string[] {
  return steps === undefined ? [load] : [load, ...[VISITS, ...steps].map((step) => stepSignal(load, step))];
}

/** The name of the signal of a load's step, or of its visits. */
export function stepSignal(load: string, step: string): string {
  return `${load}-${step}`;
}

/** The load that a signal is of, whole or in part; undefined for that of none. */
export function loadOfSignal<Load extends { readonly name: string; readonly steps?: readonly StepSpec[] }>(
  signal: string,
  loads: readonly Load[],
): Load | undefined {
  return loads.find(({ name, steps }) =>
    loadSignals(
      name,
      steps?.map((step) => step.name),
    ).includes(signal),
  );
}
