import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { DEMO_SERVICE_IMAGE, PROXY_IMAGE } from "../../src/values/images.ts";
import { answering, type StandInPrometheus, startPrometheus, vector } from "../clients/sampling/prometheus-server.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Ended, startBrownout } from "./brownout-process.ts";
import { partsOf } from "./compose-leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const { describe, test } = testsNeeding((await withoutImage(DEMO_SERVICE_IMAGE)) || (await withoutImage(PROXY_IMAGE)));
const file = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
const slow = { type: "latency", on: "front -> back", latency: "300ms" };

/** Starts a run of the pair, with some of the experiment's keys replaced. Its journal grows in `runs`. */
async function startRun(context: TestContext, compose: object, changes: object) {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const system = { compose: { file, ...compose } };
  const load = { users: { request: "GET front/", rate: "20/s", timeout: "5s" } };
  const path = await writePairExperiment(folder, { system, load, faults: [slow], ...changes });
  return { runs, ...startBrownout(context, ["run", path, "--on", "compose", "--runs", runs]) };
}

const saidBy = ({ stdout, stderr }: Ended) => stdout + stderr;

describe("on Compose with brownout's own proxy", { concurrency: true, timeout: 180_000 }, () => {
  const phases = { baseline: "2s", fault: "4s", recovery: "3s" };
  for (const [name, expectation, code] of [
    ["holds", "(front -> back).amplification < 1.5", 0],
    ["doesn't hold", "(front -> back).p50 < 100ms", 1],
  ] as const) {
    test(`a criterion on an edge that ${name} is judged by what the proxy saw`, async (context) => {
      const project = `brownout-edges-${code}-${process.pid}`;
      const expect = [expectation, "(front -> back).rate > 5/s"];
      const marked = { type: "http-header", on: "front -> back", message: "answer", set: { "X-Marked": "yes" } };
      const faults = [slow, { ...marked, every: 2 }];
      const { runs, ended: end } = await startRun(context, { project, proxy: "brownout" }, { phases, faults, expect });
      const ended = await end;
      assert.equal(ended.code, code, saidBy(ended));
      assert.match(ended.stdout, /\(front -> back\)\.(amplification|p50)/);
      assert.match(await journalIn(runs), /"took":"true","evidence":"changed \d+ answers on front -> back"/);
      assert.match(await journalIn(runs), /"type":"waiting","service":"front".*"on":"GET back\/","count":\d/);
      assert.deepEqual(await partsOf(project), []);
    });
  }
});

test("on Compose a criterion is judged by what a service says on its own metrics page", {
  timeout: 180_000,
}, async (context) => {
  const project = `brownout-metrics-${process.pid}`;
  const phases = { baseline: "2s", fault: "4s", recovery: "3s" };
  const signals = { workers: { metric: "pool_max_workers", of: "front", every: "500ms" } };
  const expect = ["workers.value >= 256", "workers.value <= 256"];
  const ended = await (await startRun(context, { project }, { phases, signals, expect })).ended;
  assert.equal(ended.code, 0, saidBy(ended));
  assert.deepEqual(await partsOf(project), []);
});

describe("on Compose with a signal from Prometheus", { concurrency: true, timeout: 180_000 }, () => {
  const project = `brownout-signals-${process.pid}`;
  const onProject = (...args: readonly string[]) =>
    docker("compose", "--file", file, "--project-name", project, ...args);
  const phases = { baseline: "2s", fault: "5s", recovery: "3s" };

  async function startWith(context: TestContext, { signal: { url } }: StandInPrometheus) {
    const errors = { prometheus: url, query: "sum(rate(errors_total[5s]))", every: "500ms", "stale-after": "1500ms" };
    const criteria = { "steady-state": ["errors.value < 5"], expect: ["errors.value < 5"] };
    return startRun(context, { project, existing: true }, { phases, signals: { errors }, ...criteria });
  }

  test("a run passes while the server answers, and is inconclusive when it goes away in the fault", async (context) => {
    context.after(() => onProject("down", "--timeout", "0"));
    await onProject("up", "--detach", "--wait");
    const server = await startPrometheus(answering(200, vector("1")));
    let isStopped = false;
    context.after(() => isStopped || server.stop());

    const well = await (await startWith(context, server)).ended;
    assert.equal(well.code, 0, saidBy(well));

    const { runs, ended } = await startWith(context, server);
    await untilInjected(runs);
    isStopped = true;
    await server.stop();
    const left = await ended;
    assert.equal(left.code, 3, saidBy(left));
    assert.match(left.stdout, /errors\.value < 5.*\n?.*unknown/);
  });
});

async function untilInjected(runs: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for (;;) {
    if ((await journalIn(runs).catch(() => "")).includes('"type":"injected"')) return;
    await pause(50, undefined, { signal });
  }
}

async function journalIn(runs: string): Promise<string> {
  const [run = ""] = await readdir(runs);
  return readFile(join(runs, run, "journal.jsonl"), "utf8");
}
