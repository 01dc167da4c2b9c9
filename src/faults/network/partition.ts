import { z } from "zod";
import type { NetworkKind } from "./network-kind.ts";
import type { PacketDirection } from "./packet-table.ts";

interface PartitionParams {
  readonly direction: "both" | "upstream" | "downstream";
}

/** As the caller's network sees it. */
const directions: Readonly<Record<PartitionParams["direction"], readonly PacketDirection[]>> = {
  both: ["in", "out"],
  upstream: ["out"],
  downstream: ["in"],
};

const lost: Readonly<Record<PartitionParams["direction"], string>> = {
  both: "all packets between caller and callee",
  upstream: "all packets from caller to callee",
  downstream: "all packets from callee to caller",
};

export const partition: NetworkKind<PartitionParams> = {
  type: "partition",
  targets: "edge",
  failsUncounted: true,
  summary: "Drops every packet between caller and callee: connections hang, nothing is refused.",
  params: z.strictObject({
    direction: z
      .enum(["both", "upstream", "downstream"])
      .default("both")
      .meta({ description: "upstream: what the caller sends; downstream: what the callee sends" }),
  }),
  explain: ({ direction }) => ({
    does: `drops ${lost[direction]}`,
    undo: "deletes the rules that drop them",
    proof: "the kernel counts the packets that were dropped",
  }),
  done: "dropped",
  techniques: [
    {
      id: "netfilter",
      means: "netfilter drops in the caller's network",
      needs: ["egress"],
      recipe: ({ direction }) => ({ by: "table", what: "drop", directions: directions[direction], share: 1 }),
    },
  ],
};
