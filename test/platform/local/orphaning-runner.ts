/** Brings the pair up under the token that it is given, pauses back, and is killed: what a runner's worst end leaves. */
import { readFileSync } from "node:fs";
import { systemClock } from "../../../src/clock/system-clock.ts";
import { parseGraph } from "../../../src/graph/parse-graph.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { localPlatform } from "../../../src/platform/local/local-platform.ts";

const [, , runId = "", logFolder = ""] = process.argv;
const path = "fixtures/graphs/pair.yaml";
const graph = parseGraph({ path, text: readFileSync(path, "utf8") }, undefined);
const plan = { experiment: { name: "pair", seed: 1, system: { graph } } } as unknown as Plan;
const prepared = await localPlatform({ clock: systemClock }).prepare(plan, { runId, logFolder });
const system = await prepared.up(new AbortController().signal);
system.replicas.replicasOf("back")[0]?.pause();
process.kill(process.pid, "SIGKILL");
