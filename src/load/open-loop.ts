import { availableParallelism } from "node:os";
import type { LoadDriver } from "./load.ts";
import { MOST_A_SENDER_PER_S, senderCount } from "./sender-count.ts";
import { startSender } from "./start-sender.ts";
import { startSenders } from "./start-senders.ts";

/**
 * Sends at the scheduled times whatever the target does (an open loop), from threads of its own, so that nothing
 * else that the process does disturbs their clocks.
 */
export const openLoop: LoadDriver = openLoopOn({ cores: availableParallelism(), mostPerS: MOST_A_SENDER_PER_S });

/** The open loop of a machine with so many cores, whose threads are given so many arrivals per second at most. */
export function openLoopOn(machine: { readonly cores: number; readonly mostPerS: number }): LoadDriver {
  return {
    start(loads, options) {
      const count = senderCount(loads, { ...machine, of: options.share?.of ?? 1 });
      return count === 1 ? startSender(loads, options) : startSenders(count, loads, options);
    },
  };
}
