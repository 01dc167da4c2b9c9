import { z } from "zod";
import { retryShape } from "../experiment/retry-schema.ts";
import { durationSchema, shareSchema } from "../experiment/value-schemas.ts";
import type { BreakerSpec, BulkheadSpec, HedgeSpec, PolicySpec } from "./behaviour.ts";
import { count } from "./count-schema.ts";

/** The format of a dependency's policy in a graph file; parsing makes a {@link PolicySpec} of it. */

const retry = z
  .strictObject({
    ...retryShape,
    budget: shareSchema.optional().meta({ description: "Share of the calls of the last 10 s that retries may be" }),
  })
  .transform(({ count, backoff, jitter, budget }) => withoutUndefined({ count, backoffMs: backoff, jitter, budget }));

const hedge = z
  .strictObject({
    after: z
      .union([z.literal("p95"), durationSchema({ leastMs: 1 })], {
        error: "a second attempt is sent after a time (20ms), or after the usual time (p95)",
      })
      .meta({ description: "Without an answer for so long" }),
    "at-most": count(1, 100).optional().meta({ description: "For one request of the service" }),
  })
  .transform(({ after, "at-most": atMost }): HedgeSpec => withoutUndefined({ afterMs: after, atMost }));

const breaker = z
  .strictObject({
    failures: count(0, 1_000).optional().meta({ description: "Opens on more than so many in a row" }),
    "error-rate": shareSchema.optional().meta({ description: "Opens when so many of the attempts failed" }),
    over: durationSchema({ leastMs: 1 }).optional().meta({ description: "Of error-rate: the attempts of so long" }),
    "at-least": count(1, 100_000).optional().meta({ description: "Of error-rate: so many attempts" }),
    "open-for": durationSchema({ leastMs: 1 }).meta({ description: "Then one call probes" }),
    flawed: z
      .literal("lets-all-probe")
      .optional()
      .meta({ description: "All calls probe until one says whether it is back" }),
  })
  .transform((found, context): BreakerSpec => {
    const { failures, "error-rate": errorRate, over: overMs, "at-least": atLeast, "open-for": openForMs } = found;
    const flaw = found.flawed && { flawed: found.flawed };
    const isByRate = errorRate !== undefined && overMs !== undefined && atLeast !== undefined;
    if (failures === undefined && isByRate) return { errorRate, overMs, atLeast, openForMs, ...flaw };
    const isInARow = errorRate === undefined && overMs === undefined && atLeast === undefined;
    if (failures !== undefined && isInARow) return { failures, openForMs, ...flaw };
    const message = "a breaker opens by its `failures` in a row, or by `error-rate`, `over` and `at-least` together";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

const bulkhead = z
  .strictObject({
    limit: count(1, 10_000).meta({ description: "Calls in flight" }),
    queue: count(0, 100_000).default(0).meta({ description: "Calls that may wait; one more fails at once" }),
    flawed: z.literal("waits").optional().meta({ description: "Any number waits" }),
  })
  .transform((found): BulkheadSpec => withoutUndefined(found));

const adaptive = z
  .strictObject({
    start: count(1, 10_000).meta({ description: "The first limit" }),
    min: count(1, 10_000).meta({ description: "The least" }),
    max: count(1, 10_000).meta({ description: "The most" }),
  })
  .refine(({ start, min, max }) => min <= start && start <= max, "an adaptive limit starts between its min and max");

const fallback = z.union(
  [
    z.enum(["cache", "omit"]).transform((kind) => ({ kind })),
    z
      .strictObject({ default: z.json().meta({ description: "The value to serve" }) })
      .transform((found) => ({ kind: "default" as const, value: found.default })),
    z
      .strictObject({
        later: z
          .strictObject({
            limit: count(1, 100_000).meta({ description: "Calls that wait; one more fails" }),
            every: durationSchema({ leastMs: 1 }).meta({ description: "One of them is made so often" }),
            kept: z.boolean().default(false).meta({ description: "In a file, which outlives the process" }),
          })
          .meta({ description: "Answers 202, and makes the call later" }),
      })
      .transform(({ later: { limit, every, kept } }) => ({
        kind: "later" as const,
        limit,
        everyMs: every,
        ...(kept && { kept }),
      })),
  ],
  {
    error:
      "a fallback is `cache`, `omit`, `{ default: … }` with the value to serve, or `{ later: { limit: 1000, every: 100ms } }`",
  },
);

/** The policy of a dependency. */
export const policy = z
  .strictObject({
    prefer: z
      .literal("first")
      .optional()
      .meta({ description: "The first replica, and the next by a hedge alone; default: in turn" }),
    timeout: durationSchema({ leastMs: 1 }).optional().meta({ description: "Of one attempt" }),
    retry: retry.optional().meta({ description: "After any failure but a 4xx" }),
    hedge: hedge.optional().meta({ description: "Of GETs: a second attempt to the next replica" }),
    breaker: breaker.optional().meta({ description: "Refuses calls while the callee fails" }),
    bulkhead: bulkhead.optional().meta({ description: "A pool of its own" }),
    adaptive: adaptive
      .optional()
      .meta({ description: "A limit of calls in flight that follows latency, in place of a bulkhead" }),
    fallback: fallback.optional().meta({ description: "What is answered in place of a failed call" }),
  })
  .refine((found) => found.bulkhead === undefined || found.adaptive === undefined, {
    error: "a dependency has a `bulkhead` or an `adaptive` limit, not both",
  })
  .transform(({ timeout, ...others }): PolicySpec => withoutUndefined({ ...others, timeoutMs: timeout }));

function withoutUndefined<T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
