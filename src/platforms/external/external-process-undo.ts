import { z } from "zod";
import type { ProcessIdentity } from "../../clients/os/process-identity.ts";
import type { ReplicaUndo } from "../../faults/process/process-faults.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { schemaOf } from "../../values/schema-of.ts";
import { ForeignProcess } from "./external-process.ts";
import { ExternalReplica } from "./external-replica.ts";
import { ServiceUnit } from "./service-unit.ts";

/** Data of the undo record of a fault on a process that somebody else started. */
type ExternalProcessData =
  | { readonly by: "process"; readonly service: string; readonly identity: ProcessIdentity }
  | { readonly by: "unit"; readonly service: string; readonly unit: string };

const identitySchema = schemaOf<ProcessIdentity>({ pid: z.int().min(2), startTicks: z.exactOptional(z.number()) });

const records = new UndoRecordKind<ExternalProcessData>(
  "external-process",
  z.discriminatedUnion("by", [
    z.object({ by: z.literal("process"), service: z.string(), identity: identitySchema }),
    z.object({ by: z.literal("unit"), service: z.string(), unit: z.string().regex(/^[\w@.:\\-]+$/) }),
  ]),
);

/** Lets processes go on, and starts units again, from the record alone. A process that is gone meanwhile needs nothing. */
export function externalProcessUndoer(clock: Clock): Undoer {
  const find = (data: ExternalProcessData) =>
    new ExternalReplica(
      data.service,
      data.by === "unit" ? new ServiceUnit(data.unit) : new ForeignProcess(data.identity),
      clock,
    );
  return {
    kind: records.kind,
    async undo(record, signal) {
      const replica = find(records.read(record));
      await replica.resume();
      await replica.start(signal);
    },
    async isGone(record) {
      const data = records.read(record);
      const { state } = await find(data).observe();
      return state === "running" || state === "exists" || (data.by === "process" && state === "gone");
    },
  };
}

export function externalProcessUndo(
  replicas: { replicasOf(service: string): readonly ExternalReplica[] },
  clock: Clock,
): ReplicaUndo {
  return {
    record({ service }) {
      const [replica] = replicas.replicasOf(service);
      if (replica === undefined) throw new RangeError(`${service} has no process`);
      const { process } = replica;
      if (process instanceof ServiceUnit) {
        const data = { by: "unit", service, unit: process.unit } as const;
        const manual = `systemctl kill --signal=SIGCONT ${process.unit}; systemctl start ${process.unit}`;
        return { manual, data: records.write(data) };
      }
      const { identity } = process;
      return { manual: `kill -CONT ${identity.pid}`, data: records.write({ by: "process", service, identity }) };
    },
    undoer: externalProcessUndoer(clock),
  };
}
