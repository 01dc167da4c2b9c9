import { findProcesses, runTokenSchema } from "../../clients/os/run-token.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { endProcesses } from "./end-processes.ts";

/** Data of the record of what brownout puts before an external system: a proxy. */
interface ExternalSystemData {
  readonly token: string;
}

const records = new UndoRecordKind<ExternalSystemData>(
  "external-system",
  schemaOf<ExternalSystemData>({ token: runTokenSchema }),
);

/** @param listens addresses at which our own proxy listens; none where there is none of ours */
export function externalSystemRecord(runId: string, listens: readonly string[]): UndoRecord {
  return {
    id: "external-system",
    kind: records.kind,
    what: listens.length === 0 ? "the hold on the external system" : `brownout's proxy at ${listens.join(", ")}`,
    manual: `brownout recover, or end every process with BROWNOUT_RUN=${runId} in its environment`,
    data: records.write({ token: runId }),
  };
}

/**
 * Ends our own proxy; of the system itself nothing was brought up.
 * @param onUndo called before it is ended
 */
export function externalSystemUndoer(clock: Clock, onUndo: (token: string) => void = () => undefined): Undoer {
  return {
    kind: records.kind,
    async undo(record, signal) {
      const { token } = records.read(record);
      onUndo(token);
      await endProcesses(token, clock, signal);
    },
    async isGone(record) {
      return (await findProcesses(records.read(record).token)).length === 0;
    },
  };
}
