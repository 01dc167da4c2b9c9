import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { findProcesses } from "../../../src/clients/os/run-token.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import type { Plan } from "../../../src/judge/plan/plan.ts";
import { type LocalPlatformOptions, localPlatform } from "../../../src/platforms/local/local-platform.ts";
import type { LocalSystem } from "../../../src/platforms/local/local-system.ts";
import { demoService } from "../../../src/platforms/local/programs/demo-service.ts";
import { ownProgram } from "../../../src/platforms/local/programs/own-program.ts";
import type { Platform } from "../../../src/platforms/platform.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** front -> back, with as many replicas of back as asked for. */
export function pairGraph(replicasOfBack = 1): Graph {
  const path = "fixtures/graphs/pair.yaml";
  const graph = parseGraph({ path, text: readFileSync(path, "utf8") }, undefined);
  const services = graph.services.map((one) => (one.name === "back" ? { ...one, replicas: replicasOfBack } : one));
  return { ...graph, services };
}

export interface Prepared {
  readonly platform: Platform<LocalSystem>;
  readonly undo: UndoRecord;
  readonly logFolder: string;
  /** Processes that are left of it: process ids. */
  processes(): Promise<readonly number[]>;
  up(signal?: AbortSignal): Promise<LocalSystem>;
  down(): Promise<void>;
}

/** The service program, as an import specifier in quotes. */
export const realService = JSON.stringify(pathToFileURL("fixtures/service/main.ts").href);

/** A service program of a test's own: the path of a module with that text. */
export async function program(context: TestContext, text: string): Promise<string> {
  const path = join(await temporaryFolder(context), "service.mjs");
  await writeFile(path, text);
  return path;
}

let systems = 0;

/** A system that is ready to be brought up, and is gone after the test whatever becomes of it. */
export async function preparePair(
  context: TestContext,
  options: Partial<LocalPlatformOptions> = {},
  graph: Graph = pairGraph(),
): Promise<Prepared> {
  const logFolder = join(await temporaryFolder(context), "logs");
  const platform = localPlatform({ clock: systemClock, programs: [demoService(), ownProgram], ...options });
  const runId = `test-${process.pid}-${++systems}`;
  // Bringing a system up asks for no more of the plan.
  const plan = { experiment: { name: "pair", seed: 1, system: { graph } }, faults: [] } as unknown as Plan;
  const { undo, up } = await platform.prepare(plan, { runId, logFolder });
  const down = () => platform.undoer.undo(undo, AbortSignal.timeout(20_000));
  context.after(down);
  return {
    platform,
    undo,
    logFolder,
    processes: () => findProcesses(runId),
    up: (signal = AbortSignal.timeout(60_000)) => up(signal),
    down,
  };
}
