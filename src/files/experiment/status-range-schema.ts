import { z } from "zod";
import { show } from "../yaml/problem.ts";
import type { StatusRange } from "./status-range.ts";

const failOnHelp = "a failure is a status (429), a class (5xx) or a range (400-499)";

/** `5xx`, `429`, `400-499` -> the statuses. */
export const statusRangeSchema = z
  .union([z.number(), z.string()], { error: (issue) => `found ${show(issue.input)}; ${failOnHelp}` })
  .meta({ examples: ["5xx", 429, "400-499"] })
  .transform((value, context): StatusRange => {
    const range = parseStatusRange(String(value));
    if (range !== undefined) return range;
    context.addIssue({ code: "custom", message: `found ${show(value)}; ${failOnHelp}` });
    return z.NEVER;
  });

/** Reads a status, a class or a range; undefined for anything else. */
export function parseStatusRange(text: string): StatusRange | undefined {
  if (/^[1-5]xx$/.test(text)) return { from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99 };
  const [, first, last = first] = /^(\d{3})(?:-(\d{3}))?$/.exec(text) ?? [];
  const range = { from: Number(first), to: Number(last) };
  return range.from >= 100 && range.from <= range.to && range.to <= 599 ? range : undefined;
}
