import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const graph = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));

/** A run of a second or two on the smallest graph, with several faults. `changes` replaces whole keys. */
export const pairExperiment: Readonly<Record<string, unknown>> = {
  name: "pair",
  system: { graph },
  load: { users: { request: "GET front/", rate: "100/s", timeout: "2s" } },
  phases: { baseline: "500ms", fault: "1s", recovery: "500ms" },
  "steady-state": ["users.p50 < 1s"],
  faults: [
    { type: "latency", on: "front -> back", latency: "200ms" },
    { type: "pause", on: "back", start: "300ms", duration: "200ms" },
  ],
  expect: ["users.rate > 1/s"],
};

/** Writes it, as JSON, which is YAML, into a folder. */
export async function writePairExperiment(
  folder: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const path = join(folder, "pair.yaml");
  await writeFile(path, JSON.stringify({ ...pairExperiment, ...changes }));
  return path;
}
