import { join } from "node:path";
import type { ComposeSpec } from "../../src/files/experiment/system-spec.ts";
import type { Plan } from "../../src/judge/plan/plan.ts";
import { composePlatform } from "../../src/platforms/compose/compose-platform.ts";
import type { ComposeSystem } from "../../src/platforms/compose/compose-system.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";

/** The project of test/platforms/compose/pair, under a name of this process's own. */
export const pairSpec: ComposeSpec = {
  files: [join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml")],
  project: `brownout-pair-${process.pid}`,
  existing: false,
  proxy: "toxiproxy",
  edges: {},
};

/** A plan with what bringing a system up asks of it. */
export function planOf(compose: ComposeSpec): Plan {
  return { experiment: { name: "pair", seed: 1, system: { compose }, faults: [] }, faults: [] } as unknown as Plan;
}

/** Brings the pair up. */
export async function startPair(
  logFolder: string,
  spec: ComposeSpec = pairSpec,
): Promise<{ readonly system: ComposeSystem; close(): Promise<void> }> {
  const platform = composePlatform({ clock: systemClock });
  const prepared = await platform.prepare(planOf(spec), { runId: `pair-${process.pid}`, logFolder });
  const close = () => platform.undoer.undo(prepared.undo, AbortSignal.timeout(20_000));
  try {
    return { system: await prepared.up(AbortSignal.timeout(60_000)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
