import { setTimeout as pause } from "node:timers/promises";
import type { Replica } from "../../src/fault/process/replica.ts";
import { processState } from "../../src/os/process-identity.ts";

/** Ends a replica's process as somebody else might. Resolves when it is gone. */
export async function killFromOutside(replica: Replica | undefined): Promise<void> {
  if (replica === undefined) return;
  const { pid, state } = await replica.observe();
  if (state !== "gone") process.kill(pid, "SIGKILL");
  while (processState(pid) !== "gone") await pause(5);
}
