import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { loadExperiment, type ReadOptions } from "../../src/assembly/load-experiment.ts";
import type { Replayed } from "../../src/faults/toxiproxy/latency-replay.ts";
import type { HarnessReading, PhaseName, RunEvent } from "../../src/judge/history/event.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import type { Plan } from "../../src/judge/plan/plan.ts";
import { BrownoutError } from "../../src/values/errors.ts";
import { deltaOf } from "../judge/history/make.ts";
import { simulatedPlan } from "../run/simulated-plan.ts";
import { keepRun } from "../support/kept-run.ts";
import { runStarted } from "../support/run-events.ts";

const graph = fileURLToPath(new URL("../../fixtures/graphs/checkout.yaml", import.meta.url));
const EDGE = "checkout -> pricing";
const ON_TIME: HarnessReading = { scheduleLag: [], loopDelayMaxMs: 0, cpu: 0 };
const STALLED: HarnessReading = { ...ON_TIME, parts: { "proxy of checkout": { delayMs: 900 } } };

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "brownout-test-"));
  await cp(graph, join(folder, "graph.yaml"));
  await mkdir(join(folder, "experiments"));
  for (const [name, events] of Object.entries(kept)) await keepRun(join(folder, "runs"), name, events);
  await keepRun(join(folder, "experiments/old"), "moved", kept.measured);
});
after(() => rm(folder, { recursive: true }));

/** A second each of the phases, with what the edge did in each. */
function events(
  phases: Partial<Record<PhaseName, SignalDelta>>,
  plan?: Partial<Plan>,
  harness: HarnessReading = ON_TIME,
): readonly RunEvent[] {
  const started = runStarted("old");
  assert.ok(started.type === "run-started");
  const inPhases = Object.entries(phases).flatMap(([phase, delta], index): RunEvent[] => [
    { atMs: index * 1000, type: "phase", phase: phase as PhaseName },
    { atMs: index * 1000 + 999, type: "tick", signals: { [EDGE]: delta }, harness },
  ]);
  return [{ ...started, plan: { ...started.plan, ...plan } }, ...inPhases];
}

const idle = deltaOf(0, 0);
const down = { down: idle };
const [fault] = simulatedPlan().faults;
const kept = {
  // In flight at the end of the fault phase are ten calls, 3 s old.
  measured: events({
    baseline: deltaOf(200, 40),
    fault: { ...deltaOf(190, 800), inFlight: 10, ages: deltaOf(10, 3000).latency },
    recovery: deltaOf(50, 40),
    ...down,
  }),
  "cut-short": events({ baseline: deltaOf(200, 40), fault: deltaOf(200, 800) }),
  opaque: events({ baseline: { ...deltaOf(200, 40), opaque: 1 }, ...down }),
  hidden: events({ fault: deltaOf(200, 40), ...down }, { faults: fault ? [{ ...fault, uncounted: [EDGE] }] : [] }),
  blind: events({ fault: deltaOf(200, 40), ...down }, { edgesUnseen: { why: "no proxy is there", instead: "local" } }),
  spoiled: events({ fault: deltaOf(200, 40), ...down }, {}, STALLED),
  empty: [],
};

/** Reads an experiment that replays, as a command does. */
async function load(latency: object, options: Partial<ReadOptions> = {}) {
  const path = join(folder, "experiments/replay.yaml");
  const experiment = {
    name: "replay",
    system: { graph: "../graph.yaml", variant: "protected" },
    load: { users: { request: "POST gateway/checkout", rate: "10/s" } },
    phases: { baseline: "1s", fault: "1s", recovery: "1s" },
    "steady-state": ["users.p50 < 1s"],
    faults: [
      { type: "latency", on: "checkout -> user", latency: "10ms" },
      { type: "latency", on: EDGE, latency },
    ],
    expect: ["users.rate > 1/s"],
  };
  await writeFile(path, JSON.stringify(experiment));
  return await loadExperiment(path, { var: {}, runs: join(folder, "runs"), ...options });
}

async function replayOf(latency: object): Promise<Replayed> {
  const { experiment } = await load(latency);
  const [, fault = assert.fail()] = experiment.faults;
  return (fault.params as { readonly latency: Replayed }).latency;
}

const at = ({ quantiles }: Replayed, share: number) => Math.round(quantiles.find(([one]) => one === share)?.[1] ?? -1);

describe("a latency like an earlier run", () => {
  it("has what the edge's calls took in that phase, those under way with their age, times the factor", async () => {
    const inFault = await replayOf({ like: "measured", phase: "fault", factor: 2 });
    assert.deepEqual([inFault.run, inFault.edge, inFault.calls], ["measured", EDGE, 200]);
    assert.ok(Math.abs(at(inFault, 0.95) / 1600 - 1) < 0.01, `${at(inFault, 0.95)} ms at p95`);
    assert.ok(Math.abs(at(inFault, 0.96) / 6000 - 1) < 0.01, `${at(inFault, 0.96)} ms at p96`);
    assert.equal(at(await replayOf({ like: "measured", phase: "baseline" }), 0.99), 40);
  });

  it("is of the run in a folder, from the experiment's, where there is a slash", async () => {
    const { run, calls } = await replayOf({ like: "./old/moved", phase: "baseline" });
    assert.deepEqual([run, calls], ["moved", 200]);
  });

  it("is refused where the run can't say it", async () => {
    const refused: readonly (readonly [latency: object, problem: RegExp])[] = [
      [
        { like: "measurd", phase: "fault" },
        /faults\[1\]\.latency\.like: there is no such run in .*runs; .* with a slash; did you mean "measured"\?$/,
      ],
      [
        { like: "./measured", phase: "fault" },
        /latency\.like: there is no run in that folder, which is from this file's/,
      ],
      [{ like: "empty", phase: "fault" }, /latency\.like: that run ended before it began/],
      [
        { like: "measured", edge: "checkout -> pricin", phase: "fault" },
        /latency\.edge: that run has no edge checkout -> pricin; did you mean "checkout -> pricing"\? \(allowed: /,
      ],
      [
        { like: "measured", edge: "checkout -> inventory", phase: "fault" },
        /of checkout -> inventory, in the fault phase of that run, no calls were seen; their p99 needs 100/,
      ],
      [
        { like: "measured", phase: "recovery" },
        /in the recovery phase of that run, only 50 calls were seen; their p99 needs 100/,
      ],
      [{ like: "cut-short", phase: "fault" }, /latency\.phase: that run has no whole fault phase: it ended before/],
      [{ like: "cut-short", phase: "recovery" }, /latency\.phase: that run has no whole recovery phase/],
      [{ like: "opaque", phase: "baseline" }, /not all calls were seen: some were in TLS/],
      [{ like: "hidden", phase: "fault" }, /not all calls were seen: trouble-1 hid some/],
      [
        { like: "spoiled", phase: "fault" },
        /latency\.like: of checkout -> pricing, in the fault phase .* the harness itself may have made its calls slow: 100 % .* proxy of checkout 100 % \(stalled for up to 900 ms\)/,
      ],
      [{ like: "blind", phase: "fault" }, /its edges weren't seen: no proxy is there/],
    ];
    for (const [latency, problem] of refused) {
      await assert.rejects(load(latency), (error: Error) => {
        assert.ok(error instanceof BrownoutError && error.code === "E_EXPERIMENT", String(error));
        assert.match(error.message, problem);
        return true;
      });
    }
  });
});
