/**
 * Brings the pair, or another graph with a service back, up under the token that it is given, and is killed: what a
 * runner's worst end leaves. Either it is up and back is paused, or its first processes are just being started.
 */
import { readFileSync } from "node:fs";
import { findProcesses } from "../../../src/clients/os/run-token.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import type { Plan } from "../../../src/judge/plan/plan.ts";
import { localPlatform } from "../../../src/platforms/local/local-platform.ts";
import { demoService } from "../../../src/platforms/local/programs/demo-service.ts";
import { ownProgram } from "../../../src/platforms/local/programs/own-program.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";

const [, , runId = "", logFolder = "", when = "up", path = "fixtures/graphs/pair.yaml"] = process.argv;
const graph = parseGraph({ path, text: readFileSync(path, "utf8") }, undefined);
const plan = { experiment: { name: "pair", seed: 1, system: { graph } }, faults: [] } as unknown as Plan;
const prepared = await localPlatform({ clock: systemClock, programs: [demoService(), ownProgram] }).prepare(plan, {
  runId,
  logFolder,
});
const goingUp = prepared.up(new AbortController().signal);
if (when === "up") (await goingUp).replicas.replicasOf("back")[0]?.pause();
else while ((await findProcesses(runId)).length < 2) await new Promise((resolve) => setImmediate(resolve));
process.kill(process.pid, "SIGKILL");
