import { link, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { identifyProcess, isAlive, type ProcessIdentity } from "../../clients/os/process-identity.ts";
import { CorruptJournalError, journalError } from "./journal-error.ts";

const claimRoles = ["runner", "guardian", "recover", "leader"] as const;
/** The process that writes a run's journal and takes its faults out, or leads a game day and writes its journal. */
export type ClaimRole = (typeof claimRoles)[number];

/** The process that a run, or a game day, belongs to. */
export interface RunHolder {
  readonly role: ClaimRole;
  readonly process: ProcessIdentity;
}

const holderSchema = z.object({
  role: z.enum(claimRoles),
  process: z.object({ pid: z.int().positive(), startTicks: z.exactOptional(z.int()) }),
});

/** This process's hold on a run. It ends with `release`, or with the process. */
export interface RunClaim {
  release(): Promise<void>;
}

/*
 * Claims are files `claim.1`, `claim.2`, … in the run's folder, and the last one counts. A file is never
 * taken over or replaced: who comes after a dead holder makes the next number, and of two that try the
 * system lets only one. So there is no moment in which a run has two holders, and none in which a claim
 * that was just made can be taken for a stale one.
 */
const claimName = /^claim\.(\d+)$/;

/** The living process that holds the run; none when nobody does. */
export async function runHolder(runFolder: string): Promise<RunHolder | undefined> {
  const { holder } = await lastClaim(runFolder);
  return holder !== undefined && isAlive(holder.process) ? holder : undefined;
}

/**
 * Takes a run, or a game day, for this process; undefined when a living process holds it, this one included.
 * @throws JournalError when the folder can't be read or written
 */
export async function claimRun(runFolder: string, role: ClaimRole): Promise<RunClaim | undefined> {
  try {
    const last = await lastClaim(runFolder);
    if (last.holder !== undefined && isAlive(last.holder.process)) return undefined;
    const path = join(runFolder, `claim.${last.number + 1}`);
    const holder: RunHolder = { role, process: identifyProcess(process.pid) };
    if (!(await createWhole(path, JSON.stringify(holder)))) return undefined;
    return { release: () => truncate(path) };
  } catch (cause) {
    if (cause instanceof CorruptJournalError) throw cause;
    throw journalError(`claim ${runFolder}`, cause);
  }
}

async function lastClaim(runFolder: string): Promise<{ readonly number: number; readonly holder?: RunHolder }> {
  const numbers = (await readdir(runFolder)).map((name) => Number(claimName.exec(name)?.[1] ?? 0));
  const number = Math.max(0, ...numbers);
  if (number === 0) return { number };
  const text = await readFile(join(runFolder, `claim.${number}`), "utf8");
  // A claim is emptied to release it, which needs no space on the disk.
  return text === "" ? { number } : { number, holder: parseHolder(text, runFolder, number) };
}

/** @throws CorruptJournalError: whoever holds the run must not be taken for gone */
function parseHolder(text: string, runFolder: string, number: number): RunHolder {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CorruptJournalError({
      message: `${join(runFolder, `claim.${number}`)}: this doesn't say which process it belongs to`,
      hint: "The file was changed or damaged after it was written. Where no brownout is at work on this run or game day, empty the file.",
      cause,
    });
  }
}

/** Makes a file with its content in one step, so that nobody reads it half written; false when it exists. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft);
  }
}
