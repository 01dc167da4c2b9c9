import { z } from "zod";
import { parseRate } from "../experiment/rate.ts";
import { querySchema, serverUrlSchema } from "../experiment/signal-schema.ts";
import { durationSchema, textSchema } from "../experiment/value-schemas.ts";
import { show } from "../yaml/problem.ts";
import { platforms } from "./gameday.ts";

const EXPERIMENTS_MAX = 50;

const name = textSchema
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a name has lower-case words with dashes between them: checkout-game-day")
  .max(50)
  .meta({ description: "Lower-case words with dashes" });
/** It is a line of what schedules print, too. */
const ONE_LINE = /^[^\p{Cc}]*$/u;
const oneLine = textSchema.regex(ONE_LINE, "expected one line of text").min(1);
const line = oneLine.max(200);
const person = line.meta({ description: "A person's name" });
const sentences = textSchema.min(1).max(2000);
const file = oneLine.max(1000);

const rateHelp = "a rate is a number with its unit, above 0: 50/s, 30/m";

/** Requests per second. */
const rateSchema = textSchema
  .meta({ pattern: "^\\d+(\\.\\d+)?/(s|m)$", examples: ["50/s"] })
  .transform((text, context) => {
    const perS = parseRate(text);
    if (perS !== undefined && perS > 0) return perS;
    context.addIssue({ code: "custom", message: `found ${show(text)}; ${rateHelp}` });
    return z.NEVER;
  });

const WINDOW = /^([01]\d|2[0-3]):([0-5]\d) to ([01]\d|2[0-3]):([0-5]\d)$/;
const windowHelp = "a window has two times of day, the second may be past midnight: 22:00 to 02:00";

const windowSchema = textSchema
  .meta({ pattern: WINDOW.source, examples: ["22:00 to 02:00"] })
  .transform((text, context) => {
    const [, ...parts] = WINDOW.exec(text) ?? [];
    const [fromHour = Number.NaN, fromMinute = 0, toHour = 0, toMinute = 0] = parts.map(Number);
    const window = { fromMin: fromHour * 60 + fromMinute, toMin: toHour * 60 + toMinute };
    // A window of no length could as well be meant as the whole day, which is no time of low traffic.
    if (!Number.isNaN(fromHour) && window.fromMin !== window.toMin) return window;
    context.addIssue({ code: "custom", message: `found ${show(text)}; ${windowHelp}` });
    return z.NEVER;
  });

const on = z
  .enum(platforms)
  .optional()
  .meta({ description: "Platform that the experiments are run on; default: the one that each has" });

const environment = z
  .discriminatedUnion("is", [
    z.strictObject({ is: z.literal("staging").meta({ description: "The kind of environment" }), on }),
    z.strictObject({
      is: z.literal("production").meta({ description: "The kind of environment" }),
      on,
      approver: person.meta({ description: "The person who agreed to faults in production" }),
      window: windowSchema.meta({
        description: "Hours of low traffic in the day's time zone; all of it must be inside",
      }),
      "max-services": z.int().min(1).meta({ description: "Each experiment's limits.max-services may be this at most" }),
      rate: z
        .strictObject({
          prometheus: serverUrlSchema,
          query: querySchema,
          below: rateSchema.meta({ description: "It must be below this" }),
        })
        .meta({ description: "Live requests per second, which must be below this when it begins" }),
    }),
  ])
  .meta({ description: "Where it happens: staging first" });

const WINDOW_DAYS = /^([1-9]\d{0,2})d$/;

const daysSchema = textSchema.meta({ pattern: WINDOW_DAYS.source, examples: ["30d"] }).transform((text, context) => {
  const days = Number(WINDOW_DAYS.exec(text)?.[1]);
  if (days <= 366) return days;
  context.addIssue({ code: "custom", message: `found ${show(text)}; a window is a number of days, 366 at most: 30d` });
  return z.NEVER;
});

const PERCENT = /^(\d{1,2}(?:\.\d+)?) ?%$/;

const sloSchema = textSchema.meta({ pattern: PERCENT.source, examples: ["99.9%"] }).transform((text, context) => {
  const slo = Number(PERCENT.exec(text)?.[1]) / 100;
  if (slo > 0) return slo;
  const help = "an SLO is a share of requests above 0% and below 100%, which leaves no budget: 99.9%";
  context.addIssue({ code: "custom", message: `found ${show(text)}; ${help}` });
  return z.NEVER;
});

const spentSchema = z.union(
  [
    file,
    z.strictObject({
      prometheus: serverUrlSchema,
      requests: querySchema.meta({ description: "PromQL: all requests in the window" }),
      failed: querySchema.meta({ description: "PromQL: those of them that failed" }),
    }),
  ],
  { error: (issue) => `found ${show(issue.input)}; expected a file, or prometheus with requests and failed` },
);

const budget = z
  .strictObject({
    slo: sloSchema.meta({ description: "Share of requests that must succeed" }),
    window: daysSchema.meta({ description: "The SLO's rolling window" }),
    spent: spentSchema.meta({
      description: "Requests in the window and those that failed: a file with as-of, requests, failed, or Prometheus",
    }),
    exceed: z
      .strictObject({
        on: line.meta({ description: "The day's date", examples: ["2026-12-15"] }),
        because: sentences.meta({ description: "The reason, for who reads it later" }),
      })
      .optional()
      .meta({ description: "Why one day may plan more than is left" }),
  })
  .meta({ description: "The error budget, which planned faults must leave something of" });

/** The format of a game day's file. */
export const gamedaySchema = z
  .strictObject({
    name,
    title: line.optional().meta({ description: "Default: its name" }),
    every: line.optional().meta({
      description: "How often, on which weekday, when and where: in place of `at`",
      examples: ["2 weeks on Tuesday 10:00 Europe/London"],
    }),
    from: line
      .optional()
      .meta({ description: "Date of the first, from which weeks are counted", examples: ["2026-12-01"] }),
    at: line
      .optional()
      .meta({ description: "The only one: in place of `every`", examples: ["2026-12-01 10:00 Europe/London"] }),
    lasts: durationSchema({ leastMs: 60_000 }).meta({ description: "From its beginning to its end" }),
    participants: z
      .strictObject({
        leader: person.meta({ description: "Who leads it, and says go or no-go" }),
        scribe: person.meta({ description: "Who writes down what is seen" }),
        observers: z.array(person).max(100).default([]).meta({ description: "Who watches" }),
      })
      .meta({ description: "People by what they do" }),
    environment,
    experiments: z
      .array(
        z.strictObject({
          run: file.meta({ description: "Experiment file, from this file's folder" }),
          hypothesis: sentences.meta({ description: "What will be seen, in words" }),
        }),
      )
      .min(1)
      .max(EXPERIMENTS_MAX)
      .meta({ description: "In their order" }),
    "way-back": z
      .array(sentences)
      .min(1)
      .max(50)
      .meta({ description: "Steps, where taking the faults out doesn't end the trouble" }),
    budget: budget.optional(),
  })
  .meta({ title: "Brownout game day" });

export type GamedayFile = z.output<typeof gamedaySchema>;

/** The JSON Schema of a game day's file as it is written, for editors. Draft 7, which every editor reads. */
export function gamedayJsonSchema(): object {
  return z.toJSONSchema(gamedaySchema, { io: "input", target: "draft-7" });
}
