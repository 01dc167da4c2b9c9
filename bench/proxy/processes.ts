import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const children: ChildProcess[] = [];
const path = (relative: string) => new URL(relative, import.meta.url).pathname;
/** Clock ticks of /proc: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** Keeps a process to be ended by `endAll`. */
export function keep(child: ChildProcess): ChildProcess {
  children.push(child);
  return child;
}

export function endAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Starts a script of Node and waits for its first line. */
export async function node(
  script: string,
  ...args: readonly (string | number)[]
): Promise<{ child: ChildProcess; line: string }> {
  const command = [path(script), ...args.map(String)];
  const child = keep(spawn(process.execPath, command, { stdio: ["pipe", "pipe", "inherit"] }));
  let text = "";
  while (!text.includes("\n")) text += String((await once(child.stdout as NodeJS.ReadableStream, "data"))[0]);
  child.stdout?.resume();
  return { child, line: text };
}

/** Runs a command and resolves with what it printed. */
export async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "close");
  return text;
}

/** Runs `driver.ts`. */
export async function drive<T>(...args: readonly (string | number)[]): Promise<T> {
  return JSON.parse(await output(process.execPath, [path("driver.ts"), ...args.map(String)])) as T;
}

/** Processor time that a process has used, in its own code and for it in the kernel. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

export function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
