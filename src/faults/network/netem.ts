import type { Trit } from "../../values/trit.ts";
import type { QueueRecipe, QueueStatistics } from "./packet-queue.ts";

/** The kernel's netem, tc-netem(8). Acts on packets that leave. */

export const onlyOutgoing = "takes netem, which acts on packets that leave only";

export const removesQueue = "removes the queueing discipline; the kernel puts its own back";
export const countsPackets = "the kernel counts the packets that passed the discipline";

/** Packets that may wait in it; its own 1000 would add loss to a long delay. */
const LIMIT = 100_000;

/** Chance that a fault of chance did nothing; its effect counts as seen only below this. */
const NO_EFFECT_CHANCE_MAX = 1e-6;

/** A netem that does one thing. `does` is in the words of tc-netem(8): `delay 100ms 10ms`. */
export function netem(does: string, acted: QueueRecipe["acted"]): QueueRecipe {
  return { by: "queue", discipline: `netem limit ${LIMIT} ${does}`, acted };
}

/** Tells whether anything passed that it acted on, where it acts on every packet. */
export function onEvery({ packets }: QueueStatistics): Trit {
  return packets > 0 ? "true" : "false";
}

/** netem counts packets and not what it did to them, so a share of them is only seen where chance leaves no doubt. */
export function onShare(share: number): QueueRecipe["acted"] {
  return ({ packets }) => {
    if (packets === 0) return "false";
    return (1 - share) ** packets < NO_EFFECT_CHANCE_MAX ? "true" : "unknown";
  };
}

/** `5%`, as tc and people write it. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}
