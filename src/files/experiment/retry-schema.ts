import { z } from "zod";
import { show } from "../yaml/problem.ts";
import { lostAnswers, type RetryCause, type RetrySpec } from "./load-spec.ts";
import { parseStatusRange } from "./status-range-schema.ts";
import { durationSchema, shareOrNoneSchema } from "./value-schemas.ts";

/** The keys that every retry has: a load's, and that of a service in a graph. */
export const retryShape = {
  count: z.int().min(1).max(10).meta({ description: "Attempts after the first" }),
  backoff: durationSchema()
    .prefault("0ms")
    .meta({ description: "Pause before the first of them; doubles with each; 0ms tries again at once" }),
  jitter: shareOrNoneSchema.prefault(0).meta({ description: "Share of each pause that is drawn" }),
};

const causeHelp = "what is tried again is timeout, connection, a status (429), a class (5xx) or a range (502-504)";

const causeSchema = z
  .union([z.number(), z.string()], { error: ({ input }) => `found ${show(input)}; ${causeHelp}` })
  .meta({ examples: [...lostAnswers, "5xx", 429, "502-504"] })
  .transform((value, context): RetryCause => {
    const cause = lostAnswers.find((word) => word === value) ?? parseStatusRange(String(value));
    if (cause !== undefined) return cause;
    context.addIssue({ code: "custom", message: `found ${show(value)}; ${causeHelp}` });
    return z.NEVER;
  });

/** The retries of those who send a load. */
export const loadRetrySchema = z
  .strictObject({
    ...retryShape,
    on: z
      .array(causeSchema)
      .min(1)
      .max(100)
      .prefault(["timeout", "connection", "5xx"])
      .meta({ description: "What is tried again: timeout, connection, a status, a class, a range" }),
  })
  .meta({ description: "Those who send try again by themselves; an arrival stays one request, over all its attempts" })
  .transform(({ count, backoff, jitter, on }): RetrySpec => ({ count, backoffMs: backoff, jitter, on }));
