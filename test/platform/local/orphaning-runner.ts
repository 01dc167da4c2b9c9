/**
 * Brings the pair up under the token that it is given, and is killed: what a runner's worst end leaves. Either it is
 * up and back is paused, or its first processes are just being started.
 */
import { readFileSync } from "node:fs";
import { systemClock } from "../../../src/clock/system-clock.ts";
import { parseGraph } from "../../../src/graph/parse-graph.ts";
import { findProcesses } from "../../../src/os/run-token.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { localPlatform } from "../../../src/platform/local/local-platform.ts";

const [, , runId = "", logFolder = "", when = "up"] = process.argv;
const path = "fixtures/graphs/pair.yaml";
const graph = parseGraph({ path, text: readFileSync(path, "utf8") }, undefined);
const plan = { experiment: { name: "pair", seed: 1, system: { graph } }, faults: [] } as unknown as Plan;
const prepared = await localPlatform({ clock: systemClock }).prepare(plan, { runId, logFolder });
const goingUp = prepared.up(new AbortController().signal);
if (when === "up") (await goingUp).replicas.replicasOf("back")[0]?.pause();
else while ((await findProcesses(runId)).length < 2) await new Promise((resolve) => setImmediate(resolve));
process.kill(process.pid, "SIGKILL");
