import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema, shareSchema } from "../../files/experiment/value-schemas.ts";
import { countsPackets, netem, onShare, percent, removesQueue } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

interface PacketReorderParams {
  readonly share: number;
  /** Milliseconds. */
  readonly delay: number;
}

export const packetReorder: NetworkKind<PacketReorderParams> = {
  type: "packet-reorder",
  targets: "either",
  summary: "Delays packets that leave, but sends a share of them at once, before those that wait.",
  params: z.strictObject({
    share: shareSchema.meta({ description: "Of the packets that leave: those that overtake the others" }),
    delay: durationSchema({ leastMs: 1 }).prefault("10ms").meta({ description: "Of those that are overtaken" }),
  }),
  explain: ({ share, delay }) => ({
    does: `sends ${percent(share)} of the packets that leave at once, the others after ${formatDuration(delay)}`,
    undo: removesQueue,
    proof: countsPackets,
  }),
  done: "reordered",
  techniques: [
    {
      id: "netem",
      means: "netem reorder",
      needs: ["classes", "netem"],
      recipe: ({ share, delay }) => netem(`delay ${delay}ms reorder ${percent(share)}`, onShare(share)),
    },
  ],
};
