import { type Arm, arms } from "../../values/arms.ts";

/** The name of the signal of one arm of a load: `shoppers.treated`. Names of loads have no dot. */
export function armSignal(load: string, arm: Arm): string {
  return `${load}.${arm}`;
}

export function armSignals(load: string): readonly string[] {
  return arms.map((arm) => armSignal(load, arm));
}

/** The arm that a signal is of; undefined for one that is of both, or of no load. */
export function armOfSignal(signal: string): Arm | undefined {
  return arms.find((arm) => signal.endsWith(`.${arm}`));
}
