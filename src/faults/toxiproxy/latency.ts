import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { latency as latencyToxic } from "../../proxy/toxics/latency.ts";
import {
  bytesToCome,
  isLonger,
  isTellable,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  toxicKeys,
  whatFlows,
} from "./toxic-kind.ts";

interface LatencyParams extends ToxicParams {
  /** Milliseconds. */
  readonly latency: number;
  /** Milliseconds. */
  readonly jitter: number;
}

export const latency: ToxicKind<LatencyParams> = {
  type: "latency",
  targets: "edge",
  summary: "Delays everything that flows on the edge, uniformly between latency - jitter and latency + jitter.",
  params: z.strictObject({
    latency: durationSchema({ leastMs: 1 }).meta({ description: "Delay of each piece of data" }),
    jitter: durationSchema().prefault("0ms").meta({ description: "Most that a delay differs from latency" }),
    ...toxicKeys,
  }),
  explain: (params) => ({
    does: `adds ${formatDuration(params.latency)}${spread(params)} to all ${whatFlows(params)}${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: `the proxy counts the ${whatFlows(params)} that the toxic delayed`,
  }),
  toxicTypes: [latencyToxic],
  toxics: (params) => [
    {
      type: latencyToxic.type,
      stream: params.stream,
      attributes: { latency: params.latency, jitter: params.jitter },
      toxicity: params.toxicity,
    },
  ],
  acted: (times) => `delayed data ${times} times`,
  shows: ({ latency, jitter }, now, before) => isLonger(latency - jitter, now, before),
  canShow: ({ latency, jitter, stream }, talk) => isTellable(latency - jitter) && bytesToCome(stream, talk) > 0,
};

function spread(params: LatencyParams): string {
  return params.jitter === 0 ? "" : ` ± ${formatDuration(params.jitter)}`;
}
