import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseGraph } from "../../src/files/graph/parse-graph.ts";
import type { Plan, PlannedFault } from "../../src/judge/plan/plan.ts";
import { localPlatform } from "../../src/platforms/local/local-platform.ts";
import type { LocalSystem } from "../../src/platforms/local/local-system.ts";
import { demoService } from "../../src/platforms/local/programs/demo-service.ts";
import { ownProgram } from "../../src/platforms/local/programs/own-program.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";

export interface LocalPairOptions {
  readonly logFolder: string;
  /** Another graph with a front and a back than fixtures/graphs/pair.yaml. */
  readonly graphPath?: string | undefined;
  /** Faults that are planned: those on packets give the replicas networks of their own. */
  readonly faults?: readonly Pick<PlannedFault, "type">[];
}

const PAIR = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));

/** Brings a pair up on this machine; one for a process at a time. */
export async function startLocalPair({ logFolder, graphPath = PAIR, faults = [] }: LocalPairOptions): Promise<{
  readonly system: LocalSystem;
  readonly undo: UndoRecord;
  close(): Promise<void>;
}> {
  const graph = parseGraph({ path: graphPath, text: await readFile(graphPath, "utf8") }, undefined);
  const platform = localPlatform({ clock: systemClock, programs: [demoService(), ownProgram] });
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
