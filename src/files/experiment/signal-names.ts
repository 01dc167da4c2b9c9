import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { ResolveContext } from "./resolve-names.ts";
import { stepNames, stepSignal, VISITS } from "./steps.ts";

/** A signal that a load of visits has beside its own. */
export interface StepSignal {
  readonly name: string;
  readonly load: string;
  /** The place in the file that it has its name from. */
  readonly path: Path;
}

/** The signals of loads of visits as they are written: of the visits, and of each of their steps. */
export function stepSignals(loads: Fields): readonly StepSignal[] {
  return Object.entries(loads).flatMap(([load, written]) => {
    const { steps } = fieldsOf(written);
    if (steps === undefined) return [];
    const path = ["load", load, "steps"];
    const places = itemsOf(steps).flatMap((step, index) => (fieldsOf(step).request === undefined ? [] : [index]));
    const ofSteps = stepNames(steps).map((step, n) => ({ step, path: [...path, places[n] ?? 0] }));
    return [{ step: VISITS, path }, ...ofSteps].map(({ step, path }) => ({ name: stepSignal(load, step), load, path }));
  });
}

/** Reports signals that have the name of another, whose counts would be taken for theirs. */
export function checkSignalNames(ofSteps: readonly StepSignal[], context: ResolveContext): void {
  const { document, loadNames, signalNames, report } = context;
  const owners = new Map(loadNames.map((name) => [name, `a load "${name}"`]));
  for (const { name, load, path } of ofSteps) {
    const owner = `a signal ${name} of the steps of load "${load}"`;
    const other = owners.get(name);
    if (other === undefined) owners.set(name, owner);
    // Two steps of one load with the same name are a problem by themselves.
    else if (other !== owner)
      report(document.problemAt(path, { message: `its signal is ${name}, and ${isThere(other)}` }));
  }
  for (const name of signalNames) {
    const other = owners.get(name);
    if (other !== undefined) report(document.problemAtKey(["signals", name], { message: isThere(other) }));
  }
}

function isThere(other: string): string {
  return `there is ${other} too; criteria could not tell them apart`;
}
