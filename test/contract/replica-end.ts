import { setTimeout as pause } from "node:timers/promises";
import { processState } from "../../src/clients/os/process-identity.ts";
import { sendSignal } from "../../src/clients/os/send-signal.ts";
import type { Replica } from "../../src/faults/process/replica.ts";

/** Ends a replica's process as somebody else might. Resolves when it is gone. */
export async function killFromOutside(replica: Replica | undefined): Promise<void> {
  if (replica === undefined) return;
  const { pid, state } = await replica.observe();
  if (state !== "gone") sendSignal(pid, "SIGKILL");
  while (processState(pid) !== "gone") await pause(5);
}
