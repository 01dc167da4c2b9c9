import { z } from "zod";
import { shareSchema } from "../../files/experiment/value-schemas.ts";
import { countsPackets, netem, onShare, percent, removesQueue } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

interface PacketCorruptParams {
  readonly share: number;
}

export const packetCorrupt: NetworkKind<PacketCorruptParams> = {
  type: "packet-corrupt",
  targets: "either",
  summary: "Flips a bit in a share of the packets that leave: checksums catch it, so TCP sees loss.",
  params: z.strictObject({ share: shareSchema.meta({ description: "Of the packets that leave" }) }),
  explain: ({ share }) => ({
    does: `flips a bit in ${percent(share)} of the packets that leave`,
    undo: removesQueue,
    proof: countsPackets,
  }),
  done: "corrupted",
  techniques: [
    {
      id: "netem",
      means: "netem corrupt",
      needs: ["classes", "netem"],
      recipe: ({ share }) => netem(`corrupt ${percent(share)}`, onShare(share)),
    },
  ],
};
