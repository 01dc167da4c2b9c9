import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";

/** The environment variable by which every process of a run is found again, whoever looks and whenever. */
export const TOKEN_VARIABLE = "BROWNOUT_RUN";

/** A token as an undo record holds it. */
export const runTokenSchema = z.string().regex(/^[\w./@:-]+$/);

/**
 * Process ids of all processes that carry the run's token, but never this process or its parent. Processes that
 * have exited don't count, even if nobody has waited for them yet; nor do those of other users, which can't be ours.
 */
export async function findProcesses(token: string): Promise<readonly number[]> {
  const entry = `${TOKEN_VARIABLE}=${token}`;
  const pids = process.platform === "linux" ? await findInProc(entry) : await findWithPs(entry);
  return pids.filter((pid) => pid !== process.pid && pid !== process.ppid);
}

async function findInProc(entry: string): Promise<readonly number[]> {
  const candidates = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const carries = await Promise.all(candidates.map(async (pid) => (await environmentOf(pid)).includes(entry)));
  return candidates.filter((_, index) => carries[index]).map(Number);
}

/** Empty for a process that is gone or that we may not read. */
async function environmentOf(pid: string): Promise<readonly string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return [];
    throw error;
  }
}

/** `ps -E` adds the environment to the command, separated by blanks; a token has none. */
async function findWithPs(entry: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axEww", "-o", "pid=,command="], { maxBuffer: 64 * 2 ** 20 });
  const lines = stdout.split("\n").filter((line) => line.split(" ").includes(entry));
  return lines.map((line) => Number.parseInt(line, 10));
}
