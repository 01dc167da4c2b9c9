import { z } from "zod";
import type { Fields } from "../yaml/fields.ts";
import { show } from "../yaml/problem.ts";
import type { CommandForm, WrittenCommand } from "./commands/command-form.ts";
import { commandForms } from "./commands/list.ts";
import { exactlyOne } from "./exactly-one.ts";
import type { Pacing } from "./load-spec.ts";
import { parseRate } from "./rate.ts";
import { loadRetrySchema } from "./retry-schema.ts";
import { sessionsSchema } from "./sessions-schema.ts";
import { statusRangeSchema } from "./status-range-schema.ts";
import { stepsSchema } from "./steps-schema.ts";
import { unsendableHeaders } from "./unsendable-headers.ts";
import { durationSchema, headerNameSchema, headerValueSchema, textSchema } from "./value-schemas.ts";

const rateHelp = "a rate is a number above 0 with its unit: 200/s, 30/m";

/** `200/s` -> arrivals per second. */
const ratePerSSchema = z
  .string({ error: (issue) => `found ${show(issue.input)}; ${rateHelp}` })
  .meta({ pattern: "^\\d+(\\.\\d+)?/[sm]$", patternErrorMessage: rateHelp, examples: ["200/s", "30/m"] })
  .transform((text, context) => {
    const ratePerS = parseRate(text);
    if (ratePerS !== undefined && ratePerS > 0 && ratePerS <= 1e6) return ratePerS;
    context.addIssue({ code: "custom", message: `found ${show(text)}; ${rateHelp}` });
    return z.NEVER;
  });

const poisson = ratePerSSchema
  .meta({ description: "Mean rate of arrivals that don't know of each other, as those of many people" })
  .transform((ratePerS): Pacing => ({ kind: "poisson", ratePerS }));

const ramp = z
  .strictObject({
    from: ratePerSSchema.meta({ description: "The first rate" }),
    to: ratePerSSchema.meta({ description: "The last rate, which is held" }),
    over: durationSchema({ leastMs: 1 }).meta({ description: "Time from the first to the last" }),
  })
  .meta({ description: "Rises or falls evenly, then holds its last rate" })
  .transform(({ from, to, over }): Pacing => ({ kind: "ramp", fromPerS: from, toPerS: to, overMs: over }));

const steps = z
  .array(
    z.strictObject({
      rate: ratePerSSchema.meta({ description: "Arrivals" }),
      for: durationSchema({ leastMs: 1 }).meta({ description: "So long" }),
    }),
  )
  .min(1)
  .max(1000)
  .meta({ description: "One rate after the other; the last one is held" })
  .transform(
    (list): Pacing => ({ kind: "steps", steps: list.map((step) => ({ ratePerS: step.rate, forMs: step.for })) }),
  );

const pacingHelp = "a rate is 200/s, or one of {poisson: 200/s}, {ramp: {from, to, over}}, {steps: [{rate, for}]}";

const pacingSchema = z.union(
  [
    ratePerSSchema.transform((ratePerS): Pacing => ({ kind: "constant", ratePerS })),
    exactlyOne(
      z.strictObject({ poisson: poisson.optional(), ramp: ramp.optional(), steps: steps.optional() }),
      (one) => one.poisson ?? one.ramp ?? one.steps,
      pacingHelp,
    ),
  ],
  { error: (issue) => `found ${show(issue.input)}; ${pacingHelp}` },
);

const headersSchema = z
  .record(
    headerNameSchema.refine((name) => !unsendableHeaders.has(name.toLowerCase()), {
      error: "a load can't send this header: its client says by itself how a request ends; leave it out",
    }),
    headerValueSchema,
  )
  .meta({ description: "May hold templates, as in Idempotency-Key: '{{id}}'" });

const bodySchema = textSchema.meta({ description: "May hold templates: {{id}}, {{uuid}}, {{counter}}, {{int A B}}" });

const requestSchema = textSchema.meta({
  description: "Method and target: a service of the graph with a path, or a whole URL. May hold templates.",
  pattern: "^[A-Z]+ \\S.*$",
  patternErrorMessage: "a request is a method and a target: POST gateway/checkout",
  examples: ["POST gateway/checkout", "GET http://127.0.0.1:8080/items/{{int 1 100}}"],
});

const weightedRequestSchema = z.strictObject({
  request: requestSchema,
  weight: z.number().positive().max(1e6).default(1).meta({ description: "Share of the load's requests" }),
  headers: headersSchema.default({}).meta({ description: "On top of the load's headers" }),
  body: bodySchema.optional().meta({ description: "In place of the load's body" }),
});

/** Keys of which a load has just one: what it sends. */
const SENT = ["request", "requests", "steps", ...commandForms.map(({ key }) => key), "vegeta"];

const commands: Readonly<Record<string, z.ZodOptional<CommandForm["schema"]>>> = Object.fromEntries(
  commandForms.map(({ key, schema }) => [key, schema.optional()]),
);

/** One load of the file, with its requests still as they are written. */
export const loadSchema = z
  .strictObject({
    ...commands,
    request: requestSchema.optional(),
    requests: z.array(weightedRequestSchema).min(1).max(100).optional().meta({ description: "Several, by weight" }),
    steps: stepsSchema({ request: requestSchema, headers: headersSchema, body: bodySchema }).optional(),
    vegeta: textSchema
      .min(1)
      .optional()
      .meta({ description: "Targets that vegeta sends, where it is installed; from this file's folder" }),
    rate: pacingSchema.meta({ description: "Arrivals, whatever became of the requests before (open loop)" }),
    timeout: durationSchema({ leastMs: 1 }).prefault("10s").meta({
      description: "A request that takes longer has failed; with retry, an attempt; with sessions, a message",
    }),
    retry: loadRetrySchema.optional(),
    sessions: sessionsSchema.optional(),
    "max-in-flight": z.int().min(1).max(1e6).default(10_000).meta({
      description:
        "An arrival beyond so many requests in flight, or visits on their way, is a failure; one that pauses is in flight",
    }),
    headers: headersSchema.default({}),
    body: bodySchema.optional(),
    traceparent: z
      .boolean()
      .default(true)
      .meta({ description: "Sends a traceparent (W3C Trace Context) with each request that has none of its own" }),
    "fail-on": z
      .array(statusRangeSchema)
      .max(100)
      .prefault(["5xx"])
      .meta({ description: "Statuses that count as failures" }),
  })
  .meta({ description: "One load; criteria speak of it by this name" })
  .refine((load) => SENT.filter((key) => (load as Fields)[key] !== undefined).length === 1, {
    error: `a load has one of ${SENT.slice(0, -1).join(", ")} and ${SENT.at(-1)}`,
  });

export type LoadFile = z.output<typeof loadSchema>;

/** The command of a load that its schema read. */
export function writtenCommand(load: LoadFile, { key }: CommandForm): WrittenCommand | undefined {
  return (load as Readonly<Record<string, unknown>>)[key] as WrittenCommand | undefined;
}
