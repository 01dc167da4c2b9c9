import { readFile } from "node:fs/promises";
import { parseGraph } from "../../src/files/graph/parse-graph.ts";
import type { Plan, PlannedFault } from "../../src/judge/plan/plan.ts";
import { localPlatform } from "../../src/platforms/local/local-platform.ts";
import type { LocalSystem } from "../../src/platforms/local/local-system.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";

export interface LocalPairOptions {
  readonly logFolder: string;
  /** Faults that are planned: those on packets give the replicas networks of their own. */
  readonly faults?: readonly Pick<PlannedFault, "type">[];
}

/** Brings fixtures/graphs/pair.yaml up on this machine; one for a process at a time. */
export async function startLocalPair({ logFolder, faults = [] }: LocalPairOptions): Promise<{
  readonly system: LocalSystem;
  readonly undo: UndoRecord;
  close(): Promise<void>;
}> {
  const text = await readFile(new URL("../../fixtures/graphs/pair.yaml", import.meta.url), "utf8");
  const graph = parseGraph({ path: "pair.yaml", text }, undefined);
  const platform = localPlatform({ clock: systemClock });
  // Bringing a system up asks for no more of the plan.
  const plan = { experiment: { name: "pair", seed: 1, system: { graph } }, faults } as unknown as Plan;
  const { undo, up } = await platform.prepare(plan, { runId: `pair-${process.pid}`, logFolder });
  const close = () => platform.undoer.undo(undo, AbortSignal.timeout(20_000));
  try {
    return { system: await up(AbortSignal.timeout(60_000)), undo, close };
  } catch (error) {
    await close();
    throw error;
  }
}
