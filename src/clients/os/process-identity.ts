import { readFileSync } from "node:fs";

/**
 * Names one process beyond its life: the system gives a pid to another process in time, but never with the
 * same start time. Where there is no /proc, it is the pid alone.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the machine's boot to the process's start: field 22 of /proc/PID/stat, proc_pid_stat(5). */
  readonly startTicks?: number;
}

/** State of a process now, as the operating system tells it; `exists` where it doesn't say whether it is stopped. */
export type ProcessState = "running" | "stopped" | "exists" | "gone";

/** The identity of a process that exists. */
export function identifyProcess(pid: number): ProcessIdentity {
  const stat = readStat(pid);
  return stat === undefined ? { pid } : { pid, startTicks: stat.startTicks };
}

/** Tells whether that very process still exists and runs. A zombie doesn't: it waits for its parent to notice. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (processState(identity.pid) === "gone") return false;
  return identity.startTicks === undefined || readStat(identity.pid)?.startTicks === identity.startTicks;
}

/** Asks the operating system, never our own memory. A pid below 1 names no process. */
export function processState(pid: number): ProcessState {
  if (pid < 1 || !signalReaches(pid)) return "gone";
  const state = readStat(pid)?.state;
  if (state === undefined) return "exists";
  if (state === "Z" || state === "X") return "gone";
  return state === "T" ? "stopped" : "running";
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readStat(pid: number): { readonly state: string; readonly startTicks: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ESRCH: it ended between open and read.
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
  // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", startTicks: Number(fields[19]) };
}
