import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema, shareSchema } from "../../files/experiment/value-schemas.ts";
import { netem, onEvery, percent } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

interface PacketDelayParams {
  /** Milliseconds. */
  readonly delay: number;
  /** Milliseconds. */
  readonly jitter: number;
  readonly correlation?: number | undefined;
}

export const packetDelay: NetworkKind<PacketDelayParams> = {
  type: "packet-delay",
  targets: "either",
  summary: "Delays packets that leave, each by itself: TCP sees a longer round trip.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({ description: "One way" }),
    jitter: durationSchema().prefault("0ms").meta({ description: "Most that a delay differs from delay" }),
    correlation: shareSchema.optional().meta({
      description: "How much a packet's delay depends on that of the one before it; takes netem",
    }),
  }),
  explain: ({ delay, jitter, correlation }) => ({
    does:
      `delays packets that leave by ${formatDuration(delay)}${jitter === 0 ? "" : ` ± ${formatDuration(jitter)}`}` +
      (correlation === undefined ? "" : `, with ${percent(correlation)} correlation`),
    undo: "takes the delay out again",
    proof: "what delays them counts what passed",
  }),
  done: "delayed",
  techniques: [
    {
      id: "netem",
      means: "netem delay",
      needs: ["classes", "netem"],
      recipe: ({ delay, jitter }) => netem(`delay ${delay}ms ${jitter}ms`, onEvery),
    },
    {
      id: "redirect",
      means: "connections redirected through a delaying proxy (TCP only)",
      needs: ["redirect", "reset", "own proxy"],
      recipe: ({ delay, jitter }) => ({ by: "redirect", delayMs: delay, jitterMs: jitter }),
    },
    {
      id: "netem-correlated",
      means: "netem correlated delay",
      needs: ["classes", "netem"],
      forKey: "correlation",
      recipe: ({ delay, jitter, correlation = 0 }) =>
        netem(`delay ${delay}ms ${jitter}ms ${percent(correlation)}`, onEvery),
    },
  ],
};
