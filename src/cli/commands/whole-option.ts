import { UsageError } from "../../values/errors.ts";

/** A parser for an option that takes a whole number from `least` to `most`. */
export function wholeOption(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError({ message: `--${name} ${text}: a whole number from ${least} to ${most} is allowed` });
  };
}
