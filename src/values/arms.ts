import { mixBits } from "./mix-bits.ts";

/** The two arms of a load that are under way at the same time: the one that faults act on, and the one that they spare. */
export const arms = ["treated", "control"] as const;

export type Arm = (typeof arms)[number];

/** The way in which traces are split into the two arms. */
export interface ArmSplit {
  /** The run's; another one splits otherwise. Its low 32 bits count. */
  readonly seed: number;
  /** Share of the traces that are in the control arm: above 0, below 1. */
  readonly control: number;
}

/** The same for the traces of one run: those of others are in no arm. */
export interface RunArms extends ArmSplit {
  /** The first 16 digits of their ids, in hex; none where it isn't known yet whose they are. */
  readonly prefix?: string;
}

/**
 * The arm of a trace, by the last 16 digits of its id, seed and share alone: whoever sees a request of it, at whichever edge, knows
 * the same. To a request's time and content it is as a draw.
 * @param digits in hex
 */
export function armOf(digits: string, split: ArmSplit): Arm {
  return armOfWords(Number.parseInt(digits.slice(0, 8), 16), Number.parseInt(digits.slice(8), 16), split);
}

/** The same by the digits as two words of 32 bits. */
export function armOfWords(high: number, low: number, { seed, control }: ArmSplit): Arm {
  const drawn = mixBits(high ^ mixBits(low ^ mixBits(seed | 0))) >>> 0;
  return drawn < control * 2 ** 32 ? "control" : "treated";
}
