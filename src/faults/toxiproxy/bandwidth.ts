import { z } from "zod";
import { dataRateSchema } from "../../files/experiment/value-schemas.ts";
import { bandwidth as bandwidthToxic } from "../../proxy/toxics/bandwidth.ts";
import {
  bytesOn,
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

interface BandwidthParams extends ToxicParams {
  /** Bytes per second. */
  readonly rate: number;
}

/** Toxiproxy takes whole kilobytes per second. */
const kilobytesPerS = (params: BandwidthParams) => Math.round(params.rate / 1e3);

export const bandwidth: ToxicKind<BandwidthParams> = {
  type: "bandwidth",
  targets: "edge",
  summary: "Limits how fast data flows on each connection of the edge.",
  params: z.strictObject({
    rate: dataRateSchema.meta({ description: "For each connection; rounded to whole KB/s" }),
    ...toxicKeys,
  }),
  explain: (params) => ({
    does: `lets ${whatFlows(params)} flow at ${kilobytesPerS(params)} KB/s on each connection${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: `the proxy counts the ${whatFlows(params)} that the toxic held back`,
  }),
  toxicTypes: [bandwidthToxic],
  toxics: (params) => [
    {
      type: bandwidthToxic.type,
      stream: params.stream,
      attributes: { rate: kilobytesPerS(params) },
      toxicity: params.toxicity,
    },
  ],
  acted: (times) => `held data back ${times} times`,
  shows: (params, now, before) => isLonger(bytesOn(params.stream, before) / kilobytesPerS(params), now, before),
  canShow: (params, talk) => isTellable(bytesToCome(params.stream, talk) / kilobytesPerS(params)),
};
