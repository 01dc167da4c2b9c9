import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Processes that have a run's name in their environment or command line: services, proxies, runners, guardians.
 * Their listeners and toxics are gone when they are.
 */
export async function processesOf(run: string): Promise<string[]> {
  const found: string[] = [];
  // At once: a look at all processes costs a fifth of what it does with promises, and takes it from what is waited for.
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const [environment, command] = [read(pid, "environ"), read(pid, "cmdline")];
    if (`${environment}\0${command}`.includes(run)) found.push(`${pid}: ${command.replaceAll("\0", " ")}`);
  }
  return found;
}

/** Resolves when a run has no processes any more; rejects with those that are still there after `deadlineMs`. */
export async function untilNothingRuns(run: string, deadlineMs: number): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  for (let left = await processesOf(run); left.length > 0; left = await processesOf(run)) {
    if (performance.now() > giveUpAt) throw new Error(`still running after ${deadlineMs} ms:\n${left.join("\n")}`);
    await delay(50);
  }
}

/**
 * Ids of the records that others than the runner took out, of the only run that a folder has: a guardian, or `recover`.
 * None where the runner was killed before there was a folder for its run, or a journal in that.
 */
export async function takenOutByOthers(runs: string): Promise<readonly string[]> {
  const [run = ""] = await readdir(runs).catch(() => []);
  const journal = await readFile(join(runs, run, "journal.jsonl"), "utf8").catch(() => "");
  // A crash may have cut the last line short.
  const events = journal.split("\n").flatMap((line) => (line.endsWith("}") ? [JSON.parse(line)] : []));
  return events.flatMap(({ type, by, record }) =>
    record !== undefined && (type === "recovered" || (type === "undone" && by === "guardian")) ? [record] : [],
  );
}

/** All that the journals of the runs in a folder say so far. */
export async function journalsIn(runs: string): Promise<string> {
  const folders = await readdir(runs).catch(() => []);
  const texts = folders.map((run) => readFile(join(runs, run, "journal.jsonl"), "utf8").catch(() => ""));
  return (await Promise.all(texts)).join("");
}

/** Empty for a process that is gone, or that is not ours to read. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return "";
    throw error;
  }
}
