import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { slowClose as slowCloseToxic } from "../../proxy/toxics/slow-close.ts";
import type { ProxiedCall } from "./proxied-call.ts";
import {
  isTellable,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  toxicKeys,
} from "./toxic-kind.ts";

interface SlowCloseParams extends ToxicParams {
  /** Milliseconds. */
  readonly delay: number;
}

export const slowClose: ToxicKind<SlowCloseParams> = {
  type: "slow-close",
  targets: "edge",
  summary: "Delays the end of each connection of the edge, so that connections pile up.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({ description: "From the close until the other side sees it" }),
    ...toxicKeys,
  }),
  explain: (params) => ({
    does: `keeps each connection open ${formatDuration(params.delay)} beyond its close${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: "the proxy counts the closes that the toxic delayed",
  }),
  toxicTypes: [slowCloseToxic],
  toxics: (params) => [
    {
      type: slowCloseToxic.type,
      stream: params.stream,
      attributes: { delay: params.delay },
      toxicity: params.toxicity,
    },
  ],
  acted: (times) => `delayed ${times} closes`,
  shows: ({ delay }, now, before) => now.lastByteMs !== undefined && heldMs(now) - heldMs(before) >= delay * 0.8,
  canShow: ({ delay }) => isTellable(delay),
};

/** From the end of the answer until the caller saw the close, or until now. */
function heldMs({ elapsedMs, lastByteMs = 0 }: ProxiedCall): number {
  return elapsedMs - lastByteMs;
}
