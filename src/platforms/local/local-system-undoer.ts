import { z } from "zod";
import { findProcesses, runTokenSchema } from "../../clients/os/run-token.ts";
import { sendSignal } from "../../clients/os/send-signal.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { type Polling, pollUntil } from "../../values/clock/poll-until.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { areNetworksGone, removeNetworks } from "./local-networks.ts";

/** Time that services may take to end their requests. They are idle when a run ends by itself. */
const GRACE_MS = 300;
const POLL_MS = 20;

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
 * Ends every process that carries the run's token: SIGTERM, and SIGKILL after a short grace. Paused ones are
 * woken, so that they can end. Then takes out the networks that the run made. Finds them by itself, so it needs neither the runner nor its memory.
 * @param onUndo called before the first process is ended
 */
export function localSystemUndoer(clock: Clock, onUndo: (token: string) => void = () => undefined): Undoer {
  return {
    kind: records.kind,
    async undo(record, signal) {
      const { token, isApart } = records.read(record);
      onUndo(token);
      const polling = { clock, everyMs: POLL_MS, signal };
      const ended = await endAll(token, ["SIGCONT", "SIGTERM"], { ...polling, withinMs: GRACE_MS });
      if (!ended) await endAll(token, ["SIGKILL"], polling);
      if (isApart) await removeNetworks(token);
    },
    async isGone(record) {
      const { token, isApart } = records.read(record);
      if ((await findProcesses(token)).length > 0) return false;
      return !isApart || (await areNetworksGone(token));
    },
  };
}

/**
 * Signals each process once and resolves with whether they were gone in time. Gone means that two looks in a
 * row found none: a process that is just being born doesn't carry the token yet.
 */
async function endAll(token: string, signals: readonly NodeJS.Signals[], polling: Polling): Promise<boolean> {
  const told = new Set<number>();
  let emptyLooks = 0;
  const areGone = async () => {
    const pids = await findProcesses(token);
    for (const pid of pids.filter((one) => !told.has(one))) {
      told.add(pid);
      for (const name of signals) sendSignal(pid, name);
    }
    emptyLooks = pids.length === 0 ? emptyLooks + 1 : 0;
    return emptyLooks === 2;
  };
  return (await pollUntil(areGone, polling)) ?? false;
}
