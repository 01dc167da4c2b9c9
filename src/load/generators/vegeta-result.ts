import { z } from "zod";

/** One request of vegeta's that has ended. */
export interface VegetaResult {
  /** Its place in the attack, from 0. */
  readonly number: number;
  /** Time at which it was sent, in ms since the Unix epoch. */
  readonly sentMs: number;
  readonly latencyMs: number;
  /** 0 where no answer came. */
  readonly status: number;
  /** The reason there was no whole answer. */
  readonly failure: string | undefined;
}

/** The part that is needed of a line of `vegeta encode -to json`: bodies and headers nobody keeps. */
const lineSchema = z.object({
  seq: z.int().nonnegative(),
  code: z.int().nonnegative(),
  timestamp: z.iso.datetime({ offset: true }),
  /** Nanoseconds. */
  latency: z.number().nonnegative(),
  error: z.string(),
});

/** Words in errors of Go's, which quote the URL and so are kept nowhere, and the reasons that other loads give. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/timeout|deadline exceeded/i, "timeout"],
  [/connection refused/, "ECONNREFUSED"],
  [/connection reset|broken pipe/, "ECONNRESET"],
  [/no such host/, "ENOTFOUND"],
  [/EOF|server closed/, "closed by peer"],
];

/** Reads a line of `vegeta encode -to json`. @throws z.ZodError, SyntaxError for what is none */
export function parseVegetaResult(line: string): VegetaResult {
  const { seq, code, timestamp, latency, error } = lineSchema.parse(JSON.parse(line));
  // Vegeta has the status as an error, too.
  const hasAnswer = error === "" || error.startsWith(`${code} `);
  return {
    number: seq,
    sentMs: epochMs(timestamp),
    latencyMs: latency / 1e6,
    status: code,
    failure: hasAnswer ? undefined : (REASONS.find(([words]) => words.test(error))?.[1] ?? "no answer"),
  };
}

/** Date.parse leaves out what is below a millisecond. */
function epochMs(timestamp: string): number {
  const fraction = /\.\d+/.exec(timestamp)?.[0] ?? "";
  return Date.parse(timestamp.replace(fraction, "")) + Number(`0${fraction}`) * 1000;
}
