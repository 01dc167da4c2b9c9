import { type Arm, arms } from "../../values/arms.ts";

/** The name of the signal of one arm of a load: `shoppers.treated`. Names of loads have no dot. */
export function armSignal(load: string, arm: Arm): string {
  return `${load}.${arm}`;
}

export function armSignals(load: string): readonly string[] {
  return arms.map((arm) => armSignal(load, arm));
}

/** The signal of the other arm of a load; undefined for one that is of no arm. */
export function otherArmSignal(signal: string): string | undefined {
  const arm = armOfSignal(signal);
  return arm && armSignal(signal.slice(0, -arm.length - 1), arm === "treated" ? "control" : "treated");
}

/** The arm that a signal is of; undefined for one that is of both, or of no load. */
export function armOfSignal(signal: string): Arm | undefined {
  return arms.find((arm) => signal.endsWith(`.${arm}`));
}
