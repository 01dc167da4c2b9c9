import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../engine/engine.ts";
import { claimRun, type RunClaim, runHolder } from "../../journal/run-claim.ts";
import { ProjectBusyError } from "./compose-errors.ts";

/**
 * Takes a project for this process, so that no two runs of this user are on it at once. The hold ends with `release`,
 * or with the process, however that ends.
 * @throws ProjectBusyError when another run has it
 */
export async function lockProject(engine: Engine, project: string): Promise<RunClaim> {
  const folder = lockFolder(engine, project);
  mkdirSync(folder, { recursive: true });
  const claim = await claimRun(folder, "runner");
  if (claim !== undefined) return claim;
  const holder = await runHolder(folder);
  throw new ProjectBusyError({
    message: `another run has the project ${project}${holder === undefined ? "" : `: process ${holder.process.pid}`}`,
    hint: "Wait until it has ended, or give this one another project: `system: { compose: { file: …, project: … } }`.",
  });
}

/** Two engines may each have a project of that name. */
function lockFolder({ address }: Engine, project: string): string {
  const id = createHash("sha256").update(`${address.host}\n${project}`).digest("hex").slice(0, 16);
  return join(tmpdir(), `brownout-locks-${process.getuid?.() ?? 0}`, id);
}
