import type { Engine } from "../../../clients/engine/engine.ts";
import { findProcesses } from "../../../clients/os/run-token.ts";
import { sendSignal } from "../../../clients/os/send-signal.ts";
import { findContainerNamespace } from "../../../faults/container/container-namespace.ts";
import type { Namespace } from "../../../faults/network/namespace.ts";
import { hasTable, removeTable } from "../../../faults/network/packet-table.ts";

/** By what an interposition is known again, by any process. Plain JSON, for the undo record. */
export interface InterpositionTrace {
  /** Name of the nft table in the networks of all callers. */
  readonly table: string;
  /** Carried by all its proxies. */
  readonly token: string;
}

export function interpositionTrace(runId: string): InterpositionTrace {
  return { table: `brownout_edges_${runId.replaceAll(/\W/g, "_")}`, token: `${runId}/edges` };
}

/** Takes it out of all containers that a project has now. New connections go straight again before the proxies end. */
export async function removeInterposition(engine: Engine, project: string, trace: InterpositionTrace): Promise<void> {
  for (const namespace of await networksOf(engine, project)) await removeTable(namespace, trace.table);
  for (const pid of await findProcesses(trace.token)) sendSignal(pid, "SIGKILL");
}

export async function isInterpositionGone(
  engine: Engine,
  project: string,
  trace: InterpositionTrace,
): Promise<boolean> {
  if ((await findProcesses(trace.token)).length > 0) return false;
  for (const namespace of await networksOf(engine, project)) {
    if (await hasTable(namespace, trace.table)) return false;
  }
  return true;
}

/** A container in the machine's own network, or in none, has nothing of ours. */
async function networksOf(engine: Engine, project: string): Promise<readonly Namespace[]> {
  const found: Namespace[] = [];
  for (const { id, name } of await engine.containersOf(project)) {
    if ((await engine.container(id).read())?.networkMode === "host") continue;
    const namespace = await findContainerNamespace({ kind: "container", id: name, engine: engine.address });
    if (namespace !== undefined) found.push(namespace);
  }
  return found;
}
