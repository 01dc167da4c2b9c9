import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { resetPeer } from "../../proxy/toxics/reset-peer.ts";
import {
  bytesToCome,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  toxicKeys,
} from "./toxic-kind.ts";

interface ResetParams extends ToxicParams {
  /** Milliseconds. */
  readonly after: number;
}

export const reset: ToxicKind<ResetParams> = {
  type: "reset",
  targets: "edge",
  summary: "Resets connections (TCP RST) some time after their first data.",
  params: z.strictObject({
    after: durationSchema().prefault("0s").meta({ description: "From the first data until the reset" }),
    ...toxicKeys,
  }),
  explain: (params) => ({
    does: `resets each connection ${params.after === 0 ? "at" : `${formatDuration(params.after)} after`} its first data${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: "the proxy counts the connections that the toxic reset",
  }),
  toxicTypes: [resetPeer],
  toxics: (params) => [
    { type: resetPeer.type, stream: params.stream, attributes: { timeout: params.after }, toxicity: params.toxicity },
  ],
  acted: (times) => `reset ${times} connections`,
  shows: (_, now) => now.end === "ECONNRESET",
  canShow: ({ stream }, talk) => bytesToCome(stream, talk) > 0,
};
