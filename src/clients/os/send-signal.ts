import { nameProcess } from "./process-table.ts";

/** Signals a process; one that is gone already is left in peace. Throws when it may not be signalled. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  const refused = trySignal(pid, signal);
  if (refused !== undefined) throw refused;
}

/** Signals a process, or with a number below 0 a group, if it is there. Returns the error where that isn't allowed. */
export function trySignal(pid: number, signal: NodeJS.Signals): Error | undefined {
  try {
    process.kill(pid, signal);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return undefined;
    if (code !== "EPERM") throw error;
    const who = pid < 0 ? `process group ${-pid}` : nameProcess(pid);
    return new Error(`${who} may not be signalled by this user`, { cause: error });
  }
}
