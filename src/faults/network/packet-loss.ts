import { z } from "zod";
import { shareSchema } from "../../files/experiment/value-schemas.ts";
import { netem, onlyOutgoing, percent } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

interface PacketLossParams {
  readonly loss: number;
  readonly correlation?: number | undefined;
}

export const packetLoss: NetworkKind<PacketLossParams> = {
  type: "packet-loss",
  targets: "either",
  summary: "Drops a share of the packets, by chance, each way: TCP sends them again, later.",
  params: z.strictObject({
    loss: shareSchema.meta({ description: "Share of the packets, of each direction", examples: ["5%"] }),
    correlation: shareSchema.optional().meta({
      description: `How much a packet's fate depends on that of the one before it; ${onlyOutgoing}`,
    }),
  }),
  explain: ({ loss, correlation }) => ({
    does:
      correlation === undefined
        ? `drops ${percent(loss)} of the packets, each way`
        : `drops ${percent(loss)} of the packets that leave, with ${percent(correlation)} correlation`,
    undo: "deletes the rules that drop them",
    proof: "the kernel counts the packets that were dropped",
  }),
  done: "dropped",
  techniques: [
    {
      id: "netfilter",
      means: "netfilter drops by chance",
      needs: ["egress"],
      recipe: ({ loss }) => ({ by: "table", what: "drop", directions: ["in", "out"], share: loss }),
    },
    {
      id: "netem",
      means: "netem loss",
      needs: ["classes", "netem"],
      forKey: "correlation",
      recipe: ({ loss, correlation = 0 }) =>
        netem(`loss ${percent(loss)} ${percent(correlation)}`, ({ drops }) => (drops > 0 ? "true" : "false")),
    },
  ],
};
