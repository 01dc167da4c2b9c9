import type { Experiment } from "../../src/files/experiment/experiment.ts";
import type { FaultTarget } from "../../src/files/experiment/fault-spec.ts";
import { parseCriterion } from "../../src/files/experiment/parse-criterion.ts";
import type { PhaseName, RunEvent } from "../../src/judge/history/event.ts";
import type { RunResult } from "../../src/judge/history/result.ts";
import { resultOf } from "../../src/judge/history/run-result.ts";
import { RunState } from "../../src/judge/history/run-state.ts";
import type { Plan } from "../../src/judge/plan/plan.ts";
import { type Random, seededRandom } from "../../src/values/random/random.ts";
import type { NoiseLevel } from "./noise.ts";
import { pick, type Scenario } from "./scenario.ts";
import { EDGES, LOADS, SERVICES, SimulatedSystem } from "./system.ts";

const TICK_MS = 50;
const UNDO_MS = 100;

/** One simulated run, from up to down, as the core sees it. */
export function simulateRun(scenario: Scenario, noise: NoiseLevel, seed: number): RunResult {
  const random = seededRandom(seed);
  const phases = phasesOf(random);
  const ratePerS = 60 + random() * 120;
  const plan = planOf(scenario, phases, ratePerS);
  const faultMs = phases.warmUpMs + phases.baselineMs;
  const undoneMs = faultMs + phases.faultMs;
  const endMs = undoneMs + UNDO_MS + phases.recoveryMs;
  const system = new SimulatedSystem(scenario, { faultMs, undoneMs, endMs }, ratePerS, noise, random);
  const started = { atMs: 0, type: "run-started", run: "r", version: "0", wall: "2026-01-01T00:00:00Z", plan } as const;
  const state = new RunState(started);
  const starts: [atMs: number, phase: PhaseName][] = [
    [0, "warm-up"],
    [phases.warmUpMs, "baseline"],
    [faultMs, "fault"],
    [undoneMs + UNDO_MS, "recovery"],
    [endMs, "down"],
  ];
  for (let nowMs = TICK_MS; nowMs <= endMs; nowMs += TICK_MS) {
    const fromMs = nowMs - TICK_MS;
    for (const [atMs, phase] of starts.filter(([atMs]) => atMs === fromMs)) state.apply({ atMs, type: "phase", phase });
    if (fromMs === faultMs && !state.isSteady) {
      state.apply({ atMs: fromMs, type: "stopped", cause: { kind: "no-steady-state" } });
      return resultOf(state);
    }
    for (const event of faultEvents(fromMs, faultMs, undoneMs)) state.apply(event);
    state.apply({ atMs: nowMs, type: "tick", ...system.tick(fromMs, nowMs) });
  }
  state.apply({ atMs: endMs, type: "phase", phase: "down" });
  return resultOf(state);
}

function faultEvents(atMs: number, faultMs: number, undoneMs: number): RunEvent[] {
  const record = { id: "u1", kind: "x", what: "x", manual: "x", data: null };
  if (atMs === faultMs) {
    return [
      { atMs, type: "undo-recorded", record, fault: "fault-1" },
      { atMs, type: "injected", fault: "fault-1" },
      { atMs, type: "verified", fault: "fault-1", took: "true", evidence: "seen" },
    ];
  }
  if (atMs === undoneMs) return [{ atMs, type: "undoing", fault: "fault-1" }];
  return atMs === undoneMs + UNDO_MS ? [{ atMs, type: "undone", record: "u1", by: "runner" }] : [];
}

function phasesOf(random: Random): Experiment["phases"] {
  return {
    warmUpMs: 1000,
    baselineMs: pick(random, [8000, 10_000, 15_000]),
    faultMs: pick(random, [10_000, 15_000, 20_000]),
    recoveryMs: pick(random, [8000, 10_000, 15_000]),
  };
}

function planOf(scenario: Scenario, phases: Experiment["phases"], ratePerS: number): Plan {
  const edges = EDGES.map((name) => {
    const [caller = "", callee = ""] = name.split(" -> ");
    return { caller, callee };
  });
  const [caller = "", callee = ""] = scenario.on.split(" -> ");
  const on: FaultTarget = callee === "" ? { kind: "service", service: caller } : { kind: "edge", caller, callee };
  const spec = {
    id: "fault-1",
    type: "trouble",
    on,
    params: {},
    startMs: 0,
    durationMs: phases.faultMs,
    mode: { kind: "one" },
  } as const;
  const experiment: Experiment = {
    name: "simulated",
    title: scenario.name,
    tags: [],
    seed: 1,
    system: {
      graph: { name: "shop", services: SERVICES.map((name) => ({ name, replicas: 1 })), edges },
    },
    loads: LOADS.map(({ name, service, share }) => ({
      name,
      pacing: { kind: "constant", ratePerS: ratePerS * share },
      requests: [{ method: "GET", service, path: "/", headers: {}, weight: 1 }],
      timeoutMs: 10_000,
      maxInFlight: 10_000,
      failOn: [{ from: 500, to: 599 }],
    })),
    phases,
    steadyState: ["shoppers.p95 < 300ms", "shoppers.error_rate < 5%"].map(criterionOf),
    faults: [spec],
    abort: [],
    expect: ["shoppers.p95 < 300ms", "shoppers.error_rate < 5%"].map(criterionOf),
    limits: {},
  };
  const explanation = { does: "x", undo: "x", proof: "x" };
  return {
    experiment,
    platform: "simulated",
    faults: [{ ...spec, means: "the simulation", explanation, replicas: [] }],
    blastRadius: { services: [], edges: [] },
    recoveryWindowMs: 2000,
    totalMs: 0,
    warnings: [],
  };
}

function criterionOf(text: string) {
  const parsed = parseCriterion(text);
  if (!parsed.ok) throw new Error(`not a criterion: ${text}`);
  return parsed.criterion;
}
