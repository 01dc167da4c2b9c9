import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { show } from "../../files/yaml/problem.ts";
import { latency as latencyToxic } from "../../proxy/toxics/latency.ts";
import { isRising, latencyDistribution, type Quantile } from "../../proxy/toxics/latency-distribution.ts";
import { curveOf, type DistributionName, distributionNames } from "./latency-curve.ts";
import { type Replay, type Replayed, replayInWords, replaySchema } from "./latency-replay.ts";
import {
  bytesToCome,
  isLonger,
  isTellable,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  type ToxicSpec,
  toxicKeys,
  whatFlows,
} from "./toxic-kind.ts";

interface LatencyParams extends ToxicParams {
  /** Milliseconds; or the delays that shares of all don't exceed, in rising order; or those of an earlier run. */
  readonly latency: number | readonly Quantile[] | Replay | Replayed;
  /** Milliseconds. */
  readonly jitter: number;
  readonly distribution?: DistributionName | "uniform" | undefined;
}

const percentilesHelp =
  "percentiles are delays that rise, by the share that doesn't exceed them: {p50: 38ms, p99: 2.8s}";

const percentilesSchema = z
  .record(z.string().regex(/^p(\d{1,2}(\.\d{1,4})?|100)$/, "a percentile is p0 to p100: p50, p99.9"), durationSchema())
  .meta({
    description: "Delays that shares of all don't exceed",
    examples: [{ p50: "38ms", p95: "75ms", p99: "2.8s" }],
  })
  .transform((percentiles, context) => {
    const curve = Object.entries(percentiles)
      .map(([name, ms]): Quantile => [shareOf(name), ms])
      .sort(([a], [b]) => a - b);
    if (curve.some(([, ms]) => ms > 0) && isRising(curve)) return curve;
    context.addIssue({
      code: "custom",
      message: `found ${Object.keys(percentiles).length === 0 ? "none" : show(percentiles)}; ${percentilesHelp}`,
    });
    return z.NEVER;
  });

/** `p99.9` -> 0.999, to the six digits that it may have. */
function shareOf(percentile: string): number {
  return Math.round(Number(percentile.slice(1)) * 1e4) / 1e6;
}

/** Words of a duration, for what has no keys. */
function ofDuration(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === "invalid_union" ? issue.errors[0]?.[0]?.message : undefined;
}

export const latency: ToxicKind<LatencyParams> = {
  type: "latency",
  targets: "edge",
  summary:
    "Delays everything that flows on the edge: evenly between latency - jitter and latency + jitter, by a distribution, or as an earlier run measured it.",
  params: z
    .strictObject({
      latency: z.union([durationSchema({ leastMs: 1 }), replaySchema, percentilesSchema], { error: ofDuration }).meta({
        description: "Delay of each piece of data, by percentile, or of a run",
        examples: ["250ms", { p50: "38ms", p95: "75ms", p99: "2.8s" }],
      }),
      jitter: durationSchema().prefault("0ms").meta({
        description:
          "Most that a delay differs from latency; with another distribution than uniform, its standard deviation",
      }),
      distribution: z
        .enum(["uniform", ...distributionNames])
        .optional()
        .meta({ description: "How delays are spread; latency is their mean. Default: uniform" }),
      ...toxicKeys,
    })
    .refine(
      ({ latency, jitter, distribution }) =>
        typeof latency === "number" || (jitter === 0 && distribution === undefined),
      {
        error: "percentiles, and an earlier run, say all of the distribution: leave jitter and distribution out",
      },
    )
    .refine(({ jitter, distribution = "uniform" }) => distribution === "uniform" || jitter > 0, {
      error: "a distribution needs its standard deviation: jitter: 30ms",
    })
    // Of a wider one so much is cut off at 0 that `latency` isn't its mean.
    .refine(({ latency, jitter, distribution }) => distribution !== "normal" || jitter * 2 <= Number(latency), {
      error: "a normal distribution so wide has delays below 0: a jitter of at most half the latency, or lognormal",
    }),
  explain: (params) => ({
    does: `adds ${inWords(params)} to all ${whatFlows(params)}${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: `the proxy counts the ${whatFlows(params)} that the toxic delayed`,
  }),
  toxicTypes: [latencyToxic, latencyDistribution],
  toxics: (params) => [{ ...madeOf(params), stream: params.stream, toxicity: params.toxicity }],
  acted: (times) => `delayed data ${times} times`,
  shows: (params, now, before) => isLonger(leastMs(params), now, before),
  canShow: (params, talk) => isTellable(leastMs(params)) && bytesToCome(params.stream, talk) > 0,
};

/** The reason that the stock server can't make one that is uneven. */
export const ONLY_EVEN_DELAYS = "Toxiproxy spreads delays evenly, by no percentiles and no distribution";

/** Tells whether a fault is a delay by percentiles or a distribution, which of all proxies only our own makes. */
export function isUneven({ type, params }: Pick<FaultSpec, "type" | "params">): boolean {
  return type === latency.type && madeOf(params as LatencyParams).type !== latencyToxic.type;
}

function madeOf({ latency, jitter, distribution = "uniform" }: LatencyParams): Pick<ToxicSpec, "type" | "attributes"> {
  if (typeof latency !== "number") return byCurve(quantilesOf(latency));
  if (distribution !== "uniform") return byCurve(curveOf(distribution, latency, jitter));
  return { type: latencyToxic.type, attributes: { latency, jitter } };
}

/** Tells whether a fault replays an earlier run that is yet to be read. */
export function isReplay<Fault extends Pick<FaultSpec, "type" | "params">>(
  fault: Fault,
): fault is Fault & { readonly params: { readonly latency: Replay } } {
  return fault.type === latency.type && "like" in Object((fault.params as LatencyParams).latency);
}

/** None of a run that wasn't read. */
function quantilesOf(latency: Exclude<LatencyParams["latency"], number>): readonly Quantile[] {
  if (!("phase" in latency)) return latency;
  return "quantiles" in latency ? latency.quantiles : [];
}

function byCurve(quantiles: readonly Quantile[]): Pick<ToxicSpec, "type" | "attributes"> {
  return { type: latencyDistribution.type, attributes: { quantiles } };
}

function leastMs({ latency, jitter }: LatencyParams): number {
  return typeof latency === "number" ? latency - jitter : (quantilesOf(latency)[0]?.[1] ?? 0);
}

function inWords({ latency, jitter, distribution = "uniform" }: LatencyParams): string {
  if (typeof latency !== "number") {
    if ("phase" in latency) return replayInWords(latency);
    return latency.map(([share, ms]) => `${formatDuration(ms)} at p${Number((share * 100).toFixed(4))}`).join(", ");
  }
  if (distribution !== "uniform") {
    return `${formatDuration(latency)} on average (${distribution}, standard deviation ${formatDuration(jitter)})`;
  }
  return jitter === 0 ? formatDuration(latency) : `${formatDuration(latency)} ± ${formatDuration(jitter)}`;
}
