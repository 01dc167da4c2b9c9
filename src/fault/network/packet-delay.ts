import { z } from "zod";
import { formatDuration } from "../../experiment/duration.ts";
import { durationSchema } from "../../experiment/value-schemas.ts";
import { netem, onEvery } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

interface PacketDelayParams {
  readonly delay: number;
  readonly jitter: number;
}

export const packetDelay: NetworkKind<PacketDelayParams> = {
  type: "packet-delay",
  targets: "either",
  summary: "Delays packets that leave, each by itself: TCP sees a longer round trip.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({ description: "One way" }),
    jitter: durationSchema().prefault("0ms").meta({ description: "Most that a delay differs from delay" }),
  }),
  explain: ({ delay, jitter }) => ({
    does: `delays packets that leave by ${formatDuration(delay)}${jitter === 0 ? "" : ` ± ${formatDuration(jitter)}`}`,
    undo: "takes the delay out again",
    proof: "what delays them counts what passed",
  }),
  done: "delayed",
  ways: [
    {
      means: "netem delay",
      needs: ["classes", "netem"],
      recipe: ({ delay, jitter }) => netem(`delay ${delay}ms ${jitter}ms`, onEvery),
    },
    {
      means: "connections redirected through a delaying proxy (TCP only)",
      needs: ["redirect", "reset", "own proxy"],
      recipe: ({ delay, jitter }) => ({ by: "redirect", delayMs: delay, jitterMs: jitter }),
    },
  ],
};
