import { z } from "zod";
import { retryShape } from "../experiment/retry-schema.ts";
import { durationSchema, shareSchema } from "../experiment/value-schemas.ts";
import type { BreakerSpec, BulkheadSpec, HedgeSpec, PolicySpec } from "./behaviour.ts";
import { count } from "./count-schema.ts";

/** The format of a dependency's policy in a graph file; parsing makes a {@link PolicySpec} of it. */

const retry = z
  .strictObject({ ...retryShape, budget: shareSchema.optional() })
  .transform(({ count, backoff, jitter, budget }) => withoutUndefined({ count, backoffMs: backoff, jitter, budget }));

const hedge = z
  .strictObject({
    after: z.union([z.literal("p95"), durationSchema({ leastMs: 1 })], {
      error: "a second attempt is sent after a time (20ms), or after the usual time (p95)",
    }),
    "at-most": count(1, 100).optional(),
  })
  .transform(({ after, "at-most": atMost }): HedgeSpec => withoutUndefined({ afterMs: after, atMost }));

const breaker = z
  .strictObject({
    failures: count(0, 1_000).optional(),
    "error-rate": shareSchema.optional(),
    over: durationSchema({ leastMs: 1 }).optional(),
    "at-least": count(1, 100_000).optional(),
    "open-for": durationSchema({ leastMs: 1 }),
    flawed: z.literal("lets-all-probe").optional(),
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
    limit: count(1, 10_000),
    queue: count(0, 100_000).default(0),
    flawed: z.literal("waits").optional(),
  })
  .transform((found): BulkheadSpec => withoutUndefined(found));

const adaptive = z
  .strictObject({ start: count(1, 10_000), min: count(1, 10_000), max: count(1, 10_000) })
  .refine(({ start, min, max }) => min <= start && start <= max, "an adaptive limit starts between its min and max");

const fallback = z.union(
  [
    z.enum(["cache", "omit"]).transform((kind) => ({ kind })),
    z.strictObject({ default: z.json() }).transform((found) => ({ kind: "default" as const, value: found.default })),
    z
      .strictObject({
        later: z.strictObject({
          limit: count(1, 100_000),
          every: durationSchema({ leastMs: 1 }),
          kept: z.boolean().default(false),
        }),
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
    prefer: z.literal("first").optional(),
    timeout: durationSchema({ leastMs: 1 }).optional(),
    retry: retry.optional(),
    hedge: hedge.optional(),
    breaker: breaker.optional(),
    bulkhead: bulkhead.optional(),
    adaptive: adaptive.optional(),
    fallback: fallback.optional(),
  })
  .refine((found) => found.bulkhead === undefined || found.adaptive === undefined, {
    error: "a dependency has a `bulkhead` or an `adaptive` limit, not both",
  })
  .transform(({ timeout, ...others }): PolicySpec => withoutUndefined({ ...others, timeoutMs: timeout }));

function withoutUndefined<T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
