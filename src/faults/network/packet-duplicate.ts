import { z } from "zod";
import { shareSchema } from "../../files/experiment/value-schemas.ts";
import { countsPackets, netem, onShare, percent, removesQueue } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

interface PacketDuplicateParams {
  readonly share: number;
}

export const packetDuplicate: NetworkKind<PacketDuplicateParams> = {
  type: "packet-duplicate",
  targets: "either",
  summary: "Sends a share of the packets that leave twice.",
  params: z.strictObject({ share: shareSchema.meta({ description: "Of the packets that leave" }) }),
  explain: ({ share }) => ({
    does: `sends ${percent(share)} of the packets that leave twice`,
    undo: removesQueue,
    proof: countsPackets,
  }),
  done: "duplicated",
  techniques: [
    {
      id: "netem",
      means: "netem duplicate",
      needs: ["classes", "netem"],
      recipe: ({ share }) => netem(`duplicate ${percent(share)}`, onShare(share)),
    },
  ],
};
