import { parseDuration } from "../../files/experiment/duration.ts";
import { UsageError } from "../../values/errors.ts";

/** A parser for an option that takes a duration above 0. */
export function durationOption(name: string): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms > 0) return ms;
    const allowed = "a duration is a number above 0 with its unit: 500ms, 10s, 2m, 1m30s";
    throw new UsageError({ message: `--${name} ${text}: ${allowed}` });
  };
}
