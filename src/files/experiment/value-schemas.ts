import { z } from "zod";
import { show } from "../yaml/problem.ts";
import { parseDuration } from "./duration.ts";

/**
 * The values that several parts of an experiment file share, each with the same message everywhere: what was
 * found, what is allowed, an example. All of them take the file's words and give plain numbers.
 */

/** Text. A number or a truth value in its place would be YAML's reading of what was meant as text. */
export const textSchema = z.string({
  error: ({ input }) => {
    const scalar = typeof input === "number" || typeof input === "boolean";
    return `found ${show(input)}; expected text${scalar ? ", in quotes" : ""}`;
  },
});

/** The name of an HTTP header. */
export const headerNameSchema = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, "a header's name has letters, digits and dashes");

/** The value of an HTTP header. */
export const headerValueSchema = textSchema.regex(
  /^[\t\x20-\x7e\x80-\xff]*$/,
  "a header's value is one line of Latin-1 text",
);

/** A regular expression, as text. */
export const regexSchema = textSchema
  .min(1)
  .refine(isRegex, { error: ({ input }) => `${show(input)} is no regular expression` });

/** Timers can't count further than 24.8 days, and nobody waits for a run that long. */
const mostMs = 24 * 3_600_000;
const durationHelp = "a duration is a number with its unit: 250ms, 2.8s, 1m";

/** By their lower limits: the same one serves wherever it is asked for, as building it takes longer than reading by it. */
const durations = new Map<number, ReturnType<typeof newDurationSchema>>();

/** `2800ms`, `2.8s`, `1m` -> milliseconds, from 0 to a day. `leastMs` names a lower limit. */
export function durationSchema({ leastMs = 0 }: { readonly leastMs?: number } = {}) {
  const schema = durations.get(leastMs) ?? newDurationSchema(leastMs);
  durations.set(leastMs, schema);
  return schema;
}

function newDurationSchema(leastMs: number) {
  return z
    .string({ error: (issue) => `found ${show(issue.input)}; ${durationHelp}` })
    .meta({
      pattern: "^(\\d+(\\.\\d+)?(ms|s|m|h))+$",
      patternErrorMessage: durationHelp,
      examples: ["250ms", "2.8s", "1m"],
    })
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === undefined) return refuse(context, `found ${show(text)}; ${durationHelp}`);
      if (ms < leastMs) return refuse(context, `found ${text}; the least that is allowed here is ${leastMs}ms`);
      if (ms > mostMs) return refuse(context, `found ${text}; the most that is allowed is 24h`);
      return ms;
    });
}

const bytesByUnit: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};
const sizeHelp = `a size is a number with its unit (${Object.keys(bytesByUnit).join(", ")}): 64KB`;

/** `64KB` -> bytes, a whole number from 1 up. KB is 1000 bytes, KiB is 1024. */
export const sizeSchema = z
  .string({ error: (issue) => `found ${show(issue.input)}; ${sizeHelp}` })
  .meta({ examples: ["512B", "64KB", "1MiB"] })
  .transform((text, context) => {
    const bytes = parseSize(text);
    if (bytes === undefined || bytes < 1) return refuse(context, `found ${show(text)}; ${sizeHelp}`);
    return Math.round(bytes);
  });

const dataRateHelp = "a data rate is a size with its unit for each second, 1KB/s at least: 100KB/s";

/** `100KB/s` -> bytes per second, 1000 or more. */
export const dataRateSchema = z
  .string({ error: (issue) => `found ${show(issue.input)}; ${dataRateHelp}` })
  .meta({ examples: ["100KB/s", "2MB/s"] })
  .transform((text, context) => {
    const bytesPerS = text.endsWith("/s") ? parseSize(text.slice(0, -"/s".length)) : undefined;
    if (bytesPerS === undefined || bytesPerS < 1e3) return refuse(context, `found ${show(text)}; ${dataRateHelp}`);
    return bytesPerS;
  });

/** `0.5` or `50%` -> 0.5; above 0, at most 1. */
export const shareSchema = shareOf(
  "a share is above 0 and at most 1, or the same in percent: 0.5, 50%",
  (share) => share > 0 && share <= 1,
);

/** `0.5` or `50%` -> 0.5; 0 and 1 are allowed, too. */
export const shareOrNoneSchema = shareOf(
  "a share is from 0 to 1, or the same in percent: 0.5, 50%",
  (share) => share >= 0 && share <= 1,
);

function shareOf(help: string, isAllowed: (share: number) => boolean) {
  return z
    .union([z.number(), z.string()], { error: (issue) => `found ${show(issue.input)}; ${help}` })
    .meta({ examples: [0.5, "50%"] })
    .transform((value, context) => {
      const share = typeof value === "number" ? value : parsePercent(value);
      return share !== undefined && isAllowed(share) ? share : refuse(context, `found ${show(value)}; ${help}`);
    });
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function parseSize(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text) ?? [];
  const bytes = unit === undefined || !Object.hasOwn(bytesByUnit, unit) ? undefined : bytesByUnit[unit];
  return bytes === undefined ? undefined : Number(number) * bytes;
}

function parsePercent(text: string): number | undefined {
  const number = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
  return number === undefined ? undefined : Number(number) / 100;
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}
