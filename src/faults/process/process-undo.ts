import { z } from "zod";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { type ReplicaUndo, replicaOf } from "./process-faults.ts";
import type { Replica, ReplicaControl } from "./replica.ts";

/** Data of the undo record of a fault on a process. */
interface ReplicaRecordData {
  readonly service: string;
  /** From 1. */
  readonly replica: number;
}

const records = new UndoRecordKind<ReplicaRecordData>(
  "replica",
  schemaOf<ReplicaRecordData>({ service: z.string(), replica: z.int().positive() }),
);

/** A process that is gone can only be started by who knows how; the whole system can be taken down, though. */
const TAKE_SYSTEM_DOWN = "brownout recover   # takes the whole system down";

/** Takes faults back on replicas that are processes of this very process. */
export function processUndo(replicas: ReplicaControl): ReplicaUndo {
  const find = (record: UndoRecord): Replica => {
    const { service, replica } = records.read(record);
    return replicaOf(replicas, service, replica);
  };
  return {
    record: (replica, { pid }, endsWithinMs) => ({
      manual: endsWithinMs === undefined ? `kill -CONT ${pid}` : TAKE_SYSTEM_DOWN,
      data: { service: replica.service, replica: replica.number } satisfies ReplicaRecordData,
    }),
    undoer: {
      kind: records.kind,
      async undo(record, signal) {
        const replica = find(record);
        await replica.resume();
        await replica.start(signal);
      },
      async isGone(record) {
        const { state } = await find(record).observe();
        return state === "running" || state === "exists";
      },
    },
  };
}
