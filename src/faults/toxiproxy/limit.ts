import { z } from "zod";
import { sizeSchema } from "../../files/experiment/value-schemas.ts";
import { limitData } from "../../proxy/toxics/limit-data.ts";
import {
  bytesToCome,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  toxicKeys,
  whatFlows,
} from "./toxic-kind.ts";

interface LimitParams extends ToxicParams {
  readonly bytes: number;
}

export const limit: ToxicKind<LimitParams> = {
  type: "limit",
  targets: "edge",
  summary: "Closes each connection of the edge once so much data has flowed on it.",
  params: z.strictObject({
    bytes: sizeSchema.meta({ description: "What a connection may carry" }),
    ...toxicKeys,
  }),
  explain: (params) => ({
    does: `closes each connection after ${params.bytes} bytes of ${whatFlows(params)}${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: "the proxy counts the connections that the toxic cut off",
  }),
  toxicTypes: [limitData],
  toxics: (params) => [
    { type: limitData.type, stream: params.stream, attributes: { bytes: params.bytes }, toxicity: params.toxicity },
  ],
  acted: (times) => `cut off ${times} connections`,
  // Where the callee speaks first, all that it says may come before the end.
  shows: (_, now, before) => now.end !== undefined && (now.bytes < before.bytes || before.end === undefined),
  canShow: ({ bytes, stream }, talk) => bytesToCome(stream, talk) > bytes,
};
