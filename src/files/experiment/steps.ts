import { parseJsonPointer } from "../../values/json-pointer.ts";
import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import { armSignals } from "./arm-signals.ts";
import type { Experiment } from "./experiment.ts";

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

/** The names of the signals of a load of visits beside its own: one for the visits, and one for each step. */
function signalsOfSteps({ name, steps }: SignalOwner): readonly string[] {
  return steps === undefined ? [] : [VISITS, ...steps.map((step) => step.name)].map((step) => stepSignal(name, step));
}

/** A load as far as its signals are concerned. */
interface SignalOwner {
  readonly name: string;
  readonly steps?: readonly StepSpec[];
}

/** The names of all signals that the loads of an experiment have: their own, those of steps, and of arms where there are two. */
export function loadSignals({ loads, arms }: Pick<Experiment, "loads" | "arms">): readonly string[] {
  return loads.flatMap((load) => [
    load.name,
    ...signalsOfSteps(load),
    ...(arms === undefined ? [] : armSignals(load.name)),
  ]);
}

/** The name of the signal of a load's step, or of its visits. */
export function stepSignal(load: string, step: string): string {
  return `${load}-${step}`;
}

/** The load that a signal is of, whole or in part; undefined for that of none. */
export function loadOfSignal<Load extends SignalOwner>(signal: string, loads: readonly Load[]): Load | undefined {
  return loads.find((load) => [load.name, ...signalsOfSteps(load), ...armSignals(load.name)].includes(signal));
}
