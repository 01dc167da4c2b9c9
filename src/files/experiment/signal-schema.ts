import { z } from "zod";
import { clusterCounts } from "./experiment.ts";
import { durationSchema, textSchema } from "./value-schemas.ts";

const urlHelp = "the base URL of a Prometheus server: http://127.0.0.1:9090";

/** `http://prometheus:9090/` -> without the slash at its end. */
const serverUrlSchema = textSchema
  .meta({ description: "Base URL of a Prometheus server", examples: ["http://127.0.0.1:9090"] })
  .transform((text, context) => {
    const problem = urlProblem(text);
    if (problem === undefined) return text.replace(/\/+$/, "");
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) return `expected ${urlHelp}`;
  // The URL is in the journal and in reports.
  if (url.username !== "" || url.password !== "") return "a URL here has no user and no password: reports show it";
  if (url.search !== "" || url.hash !== "") return `expected nothing after the path; ${urlHelp}`;
  return undefined;
}

const querySchema = textSchema
  .min(1)
  .max(10_000)
  .meta({ description: "PromQL that gives a single number: aggregate what gives several series" });

/** One of `signals`: what Prometheus says, or what the cluster's API says of a service. */
export const signalSchema = z
  .strictObject({
    prometheus: serverUrlSchema.optional(),
    query: querySchema.optional(),
    kubernetes: z.enum(clusterCounts).optional().meta({ description: "What is counted of a service in its cluster" }),
    of: textSchema.min(1).optional().meta({ description: "The service" }),
    every: durationSchema({ leastMs: 100 }).prefault("1s").meta({ description: "How often it is asked; default 1s" }),
    "stale-after": durationSchema({ leastMs: 100 })
      .prefault("15s")
      .meta({ description: "A longer gap between two samples leaves a criterion unknown; default 15s" }),
  })
  .refine((signal) => signal["stale-after"] > signal.every, {
    error: "must be longer than every, or each sample would be stale before the next",
    path: ["stale-after"],
  })
  .superRefine((signal, context) => {
    const [needed, other] = signal.kubernetes === undefined ? [ofPrometheus, ofCluster] : [ofCluster, ofPrometheus];
    for (const key of needed) {
      if (signal[key] === undefined) {
        context.addIssue({ code: "custom", path: [key], message: `found nothing; ${sourceHelp}` });
      }
    }
    for (const key of other) {
      if (signal[key] !== undefined) {
        context.addIssue({ code: "custom", path: [key], message: `has no place here; ${sourceHelp}` });
      }
    }
  });

const ofPrometheus = ["prometheus", "query"] as const;
const ofCluster = ["kubernetes", "of"] as const;
const sourceHelp = "a signal has prometheus and query, or kubernetes and of";
