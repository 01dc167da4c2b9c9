import { z } from "zod";
import { findProcesses, runTokenSchema } from "../../clients/os/run-token.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { endProcesses } from "../processes/end-processes.ts";
import { areNetworksGone, removeNetworks } from "./local-networks.ts";

/** Data of the record of a local system. */
interface LocalSystemData {
  readonly token: string;
  /** True when its replicas have networks of their own. */
  readonly isApart: boolean;
}

const records = new UndoRecordKind<LocalSystemData>(
  "local-system",
  schemaOf<LocalSystemData>({ token: runTokenSchema, isApart: z.boolean() }),
);

export function localSystemRecord(runId: string, isApart: boolean): UndoRecord {
  return {
    id: "local-system",
    kind: records.kind,
    what: `the processes ${isApart ? "and networks " : ""}of the local system`,
    manual: `brownout recover, or end every process with BROWNOUT_RUN=${runId} in its environment`,
    data: records.write({ token: runId, isApart }),
  };
}

/**
 * Ends every process that carries the run's token. Then takes out the networks that the run made. Finds them by itself, so it needs neither the runner nor its memory.
 * @param onUndo called before the first process is ended
 */
export function localSystemUndoer(clock: Clock, onUndo: (token: string) => void = () => undefined): Undoer {
  return {
    kind: records.kind,
    async undo(record, signal) {
      const { token, isApart } = records.read(record);
      onUndo(token);
      await endProcesses(token, clock, signal);
      if (isApart) await removeNetworks(token);
    },
    async isGone(record) {
      const { token, isApart } = records.read(record);
      if ((await findProcesses(token)).length > 0) return false;
      return !isApart || (await areNetworksGone(token));
    },
  };
}
