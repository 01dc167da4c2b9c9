import { join, normalize } from "node:path";
import { z } from "zod";
import { findRunProcesses, type RunMarks, type RunProcess, RunWatch } from "../../clients/os/run-processes.ts";
import { runTokenSchema } from "../../clients/os/run-token.ts";
import { trySignal } from "../../clients/os/send-signal.ts";
import type { GraphService } from "../../files/graph/graph.ts";
import { type StopSpec, stopSignals } from "../../files/graph/program.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { EndSignals } from "./end-signals.ts";
import { areNetworksGone, removeNetworks } from "./local-networks.ts";

/** The way that processes are ended of which nothing else is said. They are idle when a run ends by itself. */
const STOP: StopSpec = { signal: "SIGTERM", graceMs: 300 };
const MOST_GRACE_MS = 15_000;
const POLL_MS = 20;

/** Data of the record of a local system. */
interface LocalSystemData {
  readonly token: string;
  /** True when its replicas have networks of their own. */
  readonly isApart: boolean;
  /** Folder of its logs, by which processes are found that have overwritten their environment. */
  readonly logFolder?: string;
  /** The way that a service's processes are ended, by its name. */
  readonly stops?: Readonly<Record<string, StopSpec>>;
}

const records = new UndoRecordKind<LocalSystemData>(
  "local-system",
  schemaOf<LocalSystemData>({
    token: runTokenSchema,
    isApart: z.boolean(),
    logFolder: z.exactOptional(z.string()),
    stops: z.exactOptional(
      z.record(
        z.string(),
        schemaOf<StopSpec>({ signal: z.enum(stopSignals), graceMs: z.number().min(0).max(MOST_GRACE_MS) }),
      ),
    ),
  }).refine(({ token, logFolder }) => logFolder === undefined || isLogFolderOf(token, logFolder), {
    path: ["logFolder"],
    error: "is not the folder of the logs of a run",
  }),
);

export interface LocalSystemTraces {
  readonly token: string;
  readonly isApart: boolean;
  /** Absolute path. */
  readonly logFolder: string;
  readonly services: readonly Pick<GraphService, "name" | "program">[];
}

export function localSystemRecord({ token, isApart, logFolder, services }: LocalSystemTraces): UndoRecord {
  const stops = services.flatMap(({ name, program }) => (program === undefined ? [] : [[name, program.stop] as const]));
  return {
    id: "local-system",
    kind: records.kind,
    what: `the processes ${isApart ? "and networks " : ""}of the local system`,
    manual: `brownout recover, or end every process with BROWNOUT_RUN=${token} in its environment`,
    data: records.write({
      token,
      isApart,
      ...(isLogFolderOf(token, logFolder) && { logFolder }),
      ...(stops.length > 0 && { stops: Object.fromEntries(stops) }),
    }),
  };
}

/** A folder that only the run can have, so that nobody else's processes write to it. */
function isLogFolderOf(token: string, folder: string): boolean {
  return normalize(folder) === folder && folder.startsWith("/") && folder.endsWith(join("/", token, "logs"));
}

/**
 * Ends every process of the run: as its service says it, else by SIGTERM, and by SIGKILL after its grace. Paused ones are
 * woken, so that they can end. Then takes out the networks that the run made. Finds them by itself, so it needs neither the runner nor its memory.
 * @param onUndo called before the first process is ended
 */
export function localSystemUndoer(clock: Clock, onUndo: (token: string) => void = () => undefined): Undoer {
  return {
    kind: records.kind,
    async undo(record, signal) {
      const data = records.read(record);
      onUndo(data.token);
      await endAll(data, clock, signal);
      if (data.isApart) await removeNetworks(data.token);
    },
    async isGone(record) {
      const data = records.read(record);
      if ((await findRunProcesses(marksOf(data))).length > 0) return false;
      return !data.isApart || (await areNetworksGone(data.token));
    },
  };
}

function marksOf({ token, logFolder }: LocalSystemData): RunMarks {
  return { token, logFolder };
}

/**
 * Tells each process once, kills those that took longer than they may, and resolves when all are gone. Gone means that
 * two looks in a row found none: a process that is just being born doesn't carry the token yet. Rejects when none are left
 * but those that may not be signalled.
 */
async function endAll(data: LocalSystemData, clock: Clock, signal: AbortSignal): Promise<void> {
  const fromMs = clock.nowMs();
  const watch = new RunWatch(marksOf(data));
  const told = new EndSignals();
  const woken = new Set<number>();
  let emptyLooks = 0;
  const areGone = async () => {
    const processes = await watch.look();
    told.send(processes, (one) => stopOf(one, data).signal);
    for (const { pid } of processes.filter((one) => !woken.has(one.pid))) {
      trySignal(pid, "SIGCONT");
      woken.add(pid);
    }
    const overdue = processes.filter((one) => clock.nowMs() - fromMs >= stopOf(one, data).graceMs);
    const refused = overdue.flatMap(({ pid }) => trySignal(pid, "SIGKILL") ?? []);
    if (processes.length > 0 && refused.length === processes.length) throw refused[0];
    emptyLooks = processes.length === 0 ? emptyLooks + 1 : 0;
    return emptyLooks === 2;
  };
  await pollUntil(areGone, { clock, everyMs: POLL_MS, signal });
}

/** `web-1` is a replica of web. */
function stopOf({ replica }: RunProcess, { stops = {} }: LocalSystemData): StopSpec {
  const service = replica?.replace(/-\d+$/, "");
  return (service !== undefined && Object.hasOwn(stops, service) ? stops[service] : undefined) ?? STOP;
}
