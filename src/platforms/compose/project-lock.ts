import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Engine } from "../../clients/engine/engine.ts";
import { claimRun, type RunClaim, runHolder } from "../../records/journal/run-claim.ts";
import { summarizeRun } from "../../records/journal/run-summary.ts";
import { ProjectBusyError } from "./compose-errors.ts";

/**
 * Takes a project for this process, so that no two runs of this user are on it at once. The hold ends with `release`,
 * or with the process, however that ends; the project stays closed until what that run had put in is out.
 * @param journalPath where this run writes what it puts in
 * @throws ProjectBusyError when another run has it, or one that is gone has something in
 * @throws CorruptJournalError, JournalError when the journal of the run before can't be read
 */
export async function lockProject(engine: Engine, project: string, journalPath: string): Promise<RunClaim> {
  const folder = lockFolder(engine, project);
  mkdirSync(folder, { recursive: true });
  const claim = await claimRun(folder, "runner");
  if (claim === undefined) throw await heldError(project, folder);
  try {
    // Names the journal of the run that had the project last.
    const lastPath = join(folder, "journal");
    if (existsSync(lastPath)) await checkIsOut(project, await readFile(lastPath, "utf8"));
    await writeFile(lastPath, journalPath);
    return claim;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function heldError(project: string, folder: string): Promise<ProjectBusyError> {
  const holder = await runHolder(folder);
  return new ProjectBusyError({
    message: `another run has the project ${project}${holder === undefined ? "" : `: process ${holder.process.pid}`}`,
    hint: "Wait until it has ended, or give this one another project: `system: { compose: { file: …, project: … } }`.",
  });
}

/** A run whose folder was removed is nobody's to finish any more. */
async function checkIsOut(project: string, journalPath: string): Promise<void> {
  if (!existsSync(journalPath)) return;
  const { pending } = await summarizeRun(journalPath);
  if (pending.size === 0) return;
  const run = dirname(journalPath);
  const holder = await runHolder(run);
  const what = [...pending.values()].map((record) => record.what).join("; ");
  throw new ProjectBusyError({
    message: `the run ${run} on the project ${project} was ended before all was out: ${what}`,
    hint:
      holder === undefined
        ? `Take it out: \`brownout recover --runs ${dirname(run)}\`.`
        : `Its ${holder.role} (process ${holder.process.pid}) is taking it out: try again in a moment.`,
  });
}

/** Two engines may each have a project of that name. */
function lockFolder({ address }: Engine, project: string): string {
  const id = createHash("sha256").update(`${address.host}\n${project}`).digest("hex").slice(0, 16);
  return join(tmpdir(), `brownout-locks-${process.getuid?.() ?? 0}`, id);
}
