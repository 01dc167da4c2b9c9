import { z } from "zod";
import { dataRateSchema } from "../../files/experiment/value-schemas.ts";
import { removesQueue } from "./netem.ts";
import type { NetworkKind } from "./network-kind.ts";

/** Time that a packet may wait for its turn; what would wait longer is dropped, as a full router does. */
const QUEUE = "400ms";

interface PacketBandwidthParams {
  /** Bytes per second. */
  readonly rate: number;
}

export const packetBandwidth: NetworkKind<PacketBandwidthParams> = {
  type: "packet-bandwidth",
  targets: "either",
  summary: "Limits the rate at which packets leave, all connections together.",
  params: z.strictObject({ rate: dataRateSchema.meta({ description: "Of everything that leaves" }) }),
  explain: ({ rate }) => ({
    does: `lets out ${Math.round(rate / 1e3)} KB/s, all connections together`,
    undo: removesQueue,
    proof: "the kernel counts the packets that had to wait",
  }),
  done: "limited",
  techniques: [
    {
      id: "tbf",
      means: "tc token bucket filter",
      needs: ["classes", "tbf"],
      recipe: ({ rate }) => ({
        by: "queue",
        discipline: `tbf rate ${Math.round(rate * 8)}bit burst ${burstBytes(rate)} latency ${QUEUE}`,
        acted: ({ overlimits }) => (overlimits > 0 ? "true" : "false"),
      }),
    },
  ],
};

/** A bucket must hold the largest packet (with offload, 64 KB), and what a timer tick of 4 ms lets through. */
function burstBytes(rate: number): number {
  return Math.ceil(Math.max(65_536, rate * 0.004));
}
