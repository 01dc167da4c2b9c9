import type { Machine } from "./machine.ts";

/** The outcome of a check. */
export interface Finding {
  /** `unknown`: it could not be found out. */
  readonly state: "there" | "missing" | "unknown";
  /** The thing that is there, or the lack of it: `20.10.24, API 1.41`. */
  readonly found: string;
  /** The line that gets what is missing, to be typed as it is, or what to do. */
  readonly get?: string;
}

/** Looks at one thing of this machine that brownout can use. */
export interface Check {
  /** One word or two. */
  readonly name: string;
  /** The work that can be done with it. */
  readonly enables: string;
  /** Reads and asks; never changes anything. May reject: it is unknown then. */
  look(machine: Machine, signal: AbortSignal): Promise<Finding>;
}

export function there(found: string): Finding {
  return { state: "there", found };
}

export function missing(found: string, get: string): Finding {
  return { state: "missing", found, get };
}

export function unknown(found: string): Finding {
  return { state: "unknown", found };
}

/** The first line that says something: programs put what is wrong there. */
export function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
