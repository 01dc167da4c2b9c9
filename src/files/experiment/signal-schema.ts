import { z } from "zod";
import { metricSelectorHelp, parseMetricSelector } from "./metric-selector.ts";
import { clusterCounts } from "./sampled-signal.ts";
import { durationSchema, textSchema } from "./value-schemas.ts";

const urlHelp = "the base URL of a Prometheus server: http://127.0.0.1:9090";

/** `http://prometheus:9090/` -> without the slash at its end. */
export const serverUrlSchema = textSchema
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

export const querySchema = textSchema
  .min(1)
  .max(10_000)
  .meta({ description: "PromQL that gives a single number: aggregate what gives several series" });

/**
 * One of `signals`: what Prometheus says, whether an alert of its fires, what a service says of itself, or what the
 * cluster's API says of one.
 */
export const signalSchema = z
  .strictObject({
    prometheus: serverUrlSchema.optional(),
    query: querySchema.optional(),
    alert: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an alerting rule of that Prometheus: RetryStorm")
      .optional()
      .meta({ description: "An alert of that Prometheus; the value is how many of its instances fire" }),
    kubernetes: z.enum(clusterCounts).optional().meta({ description: "What is counted of a service in its cluster" }),
    metric: textSchema
      .refine((text) => parseMetricSelector(text) !== undefined, metricSelectorHelp)
      .optional()
      .meta({ description: "A metric on the service's own /metrics pages; samples that fit are added up" }),
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
    const keys: readonly Key[] = sources.find(([first]) => signal[first] !== undefined) ?? ofPrometheus;
    for (const key of new Set<Key>(sources.flat())) {
      const isNeeded = keys.includes(key);
      if (isNeeded === (signal[key] !== undefined)) continue;
      const found = isNeeded ? "found nothing" : "has no place here";
      context.addIssue({ code: "custom", path: [key], message: `${found}; ${sourceHelp}` });
    }
  });

const ofPrometheus = ["prometheus", "query"] as const;
/** The keys that a signal of each kind needs; the first of them says which kind it is. */
const sources = [["kubernetes", "of"], ["metric", "of"], ["alert", "prometheus"], ofPrometheus] as const;
type Key = (typeof sources)[number][number];
const sourceHelp = "a signal has prometheus and query, prometheus and alert, kubernetes and of, or metric and of";
