import { z } from "zod";
import type { NetworkKind } from "./network-kind.ts";

export const tcpReset: NetworkKind = {
  type: "tcp-reset",
  targets: "either",
  failsUncounted: true,
  summary: "Answers every TCP packet with a reset: live connections break at their next packet, new ones are refused.",
  params: z.strictObject({}),
  explain: () => ({
    does: "resets live TCP connections at their next packet and refuses new ones",
    undo: "deletes the rules that reset them",
    proof: "the kernel counts the packets that were answered with a reset",
  }),
  done: "answered with a reset",
  techniques: [
    {
      id: "netfilter",
      means: "netfilter rejects with a TCP reset",
      needs: ["reset"],
      recipe: () => ({ by: "table", what: "reset" }),
    },
  ],
};
