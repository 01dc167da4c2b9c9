import { execFile } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";
import { isGone } from "./process-gone.ts";

/** A process of this machine that has not ended, as the system tells of it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Of the process group, whose number is its first process's. */
  readonly group: number;
  /** Of the session; 0 where the system doesn't tell. */
  readonly session: number;
  /** Clock ticks from the machine's boot to its start, by which it isn't another one with its number; 0 where not told. */
  readonly startTicks: number;
  /** `NAME=value`; none where it may not be read, and texts of any other kind where the process has written over it. */
  readonly environment: readonly string[];
}

/** Descriptors that a program inherits: standard output, standard error, and the one that we add to them. */
const INHERITED = [1, 2, 3];
/** Permission bit of a descriptor in /proc that is open for writing. */
const FOR_WRITING = 0o200;

/**
 * Reads all processes. Those that have exited don't count, even if nobody has waited for them yet. In /proc it reads at
 * once: nothing there waits for a disk, and promises take five times as long.
 */
export async function readProcesses(): Promise<readonly ProcessEntry[]> {
  if (process.platform !== "linux") return readWithPs();
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readEntry(name) ?? []) : []));
}

/**
 * Files that a process has open for writing at the descriptors that it inherited; none where it may not be asked. A
 * program that has written over its environment, as many servers do for a title, still shows its log there.
 */
export function filesWrittenBy(pid: number): readonly string[] {
  return INHERITED.flatMap((descriptor) => {
    const link = `/proc/${pid}/fd/${descriptor}`;
    const { mode } = unlessGone(() => lstatSync(link)) ?? { mode: 0 };
    return (mode & FOR_WRITING) === 0 ? [] : (unlessGone(() => readlinkSync(link)) ?? []);
  });
}

/** Names a process, for a person to know it by; its number alone where it is gone. */
export function nameProcess(pid: number): string {
  const command = commandLine(pid);
  return command === "" ? `process ${pid}` : `process ${pid} (${command})`;
}

/** The words that a process was started with, its program's name first; none where it is gone, or the system doesn't tell. */
export function programArguments(pid: number): readonly string[] {
  const text = unlessGone(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
  return text === "" ? [] : text.replace(/\0$/, "").split("\0");
}

/** Command line of a process, as much of it as can be shown, or its name where it has none; empty where it is gone. */
export function commandLine(pid: number): string {
  const line = programArguments(pid).join(" ").trim();
  const shown = line === "" ? (unlessGone(() => readFileSync(`/proc/${pid}/comm`, "utf8"))?.trim() ?? "") : line;
  return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
}

const MOST_SHOWN = 80;

function readEntry(name: string): ProcessEntry | undefined {
  const [stat, environ] = ["stat", "environ"].map((file) =>
    unlessGone(() => readFileSync(`/proc/${name}/${file}`, "latin1")),
  );
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  if (state === "Z" || state === "X") return undefined;
  return {
    pid: Number(name),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTicks: Number(fields[19]),
    environment: environ?.split("\0") ?? [],
  };
}

/** `ps -E` adds the environment to the command, separated by blanks; what we look for there has none. */
async function readWithPs(): Promise<readonly ProcessEntry[]> {
  const args = ["-axEww", "-o", "pid=,ppid=,pgid=,stat=,command="];
  const { stdout } = await promisify(execFile)("ps", args, { maxBuffer: 64 * 2 ** 20 });
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent, group, state, ...environment] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, startTicks: 0, environment }];
  });
}

/** Undefined of a process that is gone, or that is somebody else's. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
