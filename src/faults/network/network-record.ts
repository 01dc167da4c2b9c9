import { createHash } from "node:crypto";
import { z } from "zod";
import { engineAddressSchema } from "../../clients/engine/address-schema.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import { NETWORK_TOOLS_IMAGE } from "../../values/images.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { Trace } from "./means.ts";
import { type NamespaceName, THROUGH_HELPER } from "./namespace.ts";
import type { Recipe } from "./network-kind.ts";
import type { ReplicaNetwork } from "./service-networks.ts";

/** Data of the undo record of a fault in a namespace. */
export interface NetworkRecordData extends Trace {
  readonly namespace: NamespaceName;
  readonly by: Recipe["by"];
}

export const networkRecords = new UndoRecordKind<NetworkRecordData>(
  "network",
  schemaOf<NetworkRecordData>({
    namespace: schemaOf<NamespaceName>({
      kind: z.string(),
      id: z.string().regex(/^[\w.-]+$/),
      engine: z.exactOptional(engineAddressSchema),
    }),
    by: z.enum(["table", "queue", "redirect"]),
    // As below: a table of ours, or the handle of a queueing discipline of ours.
    mark: z.string().regex(/^(brownout_\w+|7[0-9a-f]{3}:)$/),
    token: z.string().includes("@"),
  }),
);

export function networkRecord(
  { label, name }: ReplicaNetwork,
  fault: PlannedFault,
  by: Recipe["by"],
  within: string | undefined,
): UndoRecord {
  const mark = by === "queue" ? queueHandle(fault.id) : `brownout_${fault.id.replaceAll("-", "_")}`;
  const data: NetworkRecordData = { namespace: name, by, mark, token: `${fault.id}@${name.kind}:${name.id}` };
  return {
    id: `${fault.id} in ${name.id}`,
    kind: networkRecords.kind,
    what: `${fault.type} in the network of ${label}`,
    manual: byHand(data),
    within,
    data: networkRecords.write(data),
  };
}

/** An even handle from 7000: up, by which our queueing discipline is known again; the kernel gives those from 8000: up. */
function queueHandle(faultId: string): string {
  const hash = createHash("sha256").update(faultId).digest().readUInt16BE(0);
  return `${(0x7000 + 2 * (hash % 0x800)).toString(16)}:`;
}

/** Commands by which a person enters a network, by its kind. */
const entryCommands: Readonly<Record<string, (id: string) => string>> = {
  netns: (id) => `ip netns exec ${id}`,
  [THROUGH_HELPER]: (id) => `docker run --rm --network container:${id} --cap-add NET_ADMIN ${NETWORK_TOOLS_IMAGE}`,
};

function byHand({ namespace: { kind, id }, by, mark }: NetworkRecordData): string {
  const enter = entryCommands[kind]?.(id) ?? `nsenter -n -t <pid of ${kind} ${id}>`;
  return by === "queue"
    ? `${enter} tc qdisc show   # then: tc qdisc del dev … root, where the handle is ${mark}`
    : `${enter} nft list tables   # then: nft delete table … ${mark}`;
}
