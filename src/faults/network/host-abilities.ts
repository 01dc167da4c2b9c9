import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { type Ability, type OnTrial, readAbilities } from "./abilities.ts";
import { execute } from "./host-namespace.ts";

let known: Promise<ReadonlySet<Ability>> | undefined;

/**
 * Finds what can be done in networks of this machine by this process; tried once, without leaving anything. Empty
 * without root.
 */
export function hostAbilities(onTrial: OnTrial = () => undefined): Promise<ReadonlySet<Ability>> {
  known ??= readHostAbilities(onTrial);
  return known;
}

async function readHostAbilities(onTrial: OnTrial): Promise<ReadonlySet<Ability>> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return new Set();
  onTrial(
    "trying what this kernel can do to packets, in a network namespace that goes at once; it may load modules of its own for it (sch_netem, nf_tables)",
  );
  const found = await readAbilities(tryOut);
  return found.size === 0 ? found : new Set([...found, "own proxy"]);
}

async function tryOut(script: string): Promise<ProgramEnd> {
  try {
    return await execute(["unshare", "--net", "--", "sh", "-c", script]);
  } catch (error) {
    return { stdout: "", stderr: (error as Error).message, code: 1 };
  }
}
