import { setTimeout as pause } from "node:timers/promises";
import { processState } from "../../src/os/process-identity.ts";
import type { Replica } from "../../src/platform/platform.ts";

/** Ends a replica's process as somebody else might. Resolves when it is gone. */
export async function killFromOutside(replica: Replica | undefined): Promise<void> {
  if (replica === undefined) return;
  const { pid, state } = await replica.observe();
  if (state !== "gone") process.kill(pid, "SIGKILL");
  while (processState(pid) !== "gone") await pause(5);
}
