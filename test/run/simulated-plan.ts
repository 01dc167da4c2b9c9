import { z } from "zod";
import type { Experiment } from "../../src/files/experiment/experiment.ts";
import type { FaultKind } from "../../src/files/experiment/fault-kind.ts";
import type { FaultSpec } from "../../src/files/experiment/fault-spec.ts";
import type { LoadSpec } from "../../src/files/experiment/load-spec.ts";
import { parseCriterion } from "../../src/files/experiment/parse-criterion.ts";
import type { RemedySpec } from "../../src/files/experiment/remedy.ts";
import type { PrometheusSignal } from "../../src/files/experiment/sampled-signal.ts";
import { makePlan } from "../../src/judge/plan/make-plan.ts";
import type { Capabilities, Plan } from "../../src/judge/plan/plan.ts";
import { shopGraph } from "../support/shop-graph.ts";

/** Effects of a simulated fault to the edge that it is on. */
export interface SimulatedParams {
  readonly delayMs?: number;
  /** 0..1 */
  readonly failing?: number;
  readonly hanging?: boolean;
  /** Calls are refused, so that nobody counts them, and who makes them fails. */
  readonly refused?: boolean;
  /** Over once it took effect, as a restart is. */
  readonly endsByItself?: boolean;
  /** Number of its undo records. */
  readonly parts?: number;
}

export const simulatedKind: FaultKind = {
  type: "trouble",
  targets: "edge",
  summary: "Trouble on an edge.",
  params: z.strictObject({}),
  explain: () => ({ does: "makes trouble", undo: "ends the trouble", proof: "the trouble is seen" }),
};

const capabilities: Capabilities = {
  platform: "simulated",
  remedies: ["restart", "request"],
  faults: { trouble: { can: true, means: "the simulation" } },
};

export interface FaultInput extends SimulatedParams {
  readonly on?: { readonly caller: string; readonly callee: string };
  readonly startMs?: number;
  readonly durationMs?: number;
  /** As a platform says of a fault that it heals by itself. */
  readonly healsFrom?: "injection";
}

/** An experiment in few words; criteria as authors write them. */
export interface PlanInput {
  readonly ratePerS?: number;
  readonly timeoutMs?: number;
  readonly phases?: Partial<Experiment["phases"]>;
  readonly steadyState?: readonly string[];
  readonly abort?: readonly string[];
  readonly expect?: readonly string[];
  readonly faults?: readonly FaultInput[];
  readonly remedies?: readonly RemedySpec[];
  /** Sampled signals by name. */
  readonly signals?: Readonly<Record<string, Partial<PrometheusSignal>>>;
}

/** Warm-up to 1 s, baseline to 4 s, fault to 9 s, recovery to 15 s. */
export const simulatedPhases = { warmUpMs: 1000, baselineMs: 3000, faultMs: 5000, recoveryMs: 6000 };
export const FAULT_STARTS_MS = 4000;
export const FAULT_ENDS_MS = 9000;
/** Phases that begin and end between two ticks. */
export const outOfStep = { ...simulatedPhases, warmUpMs: 1015 };

export function simulatedPlan(input: PlanInput = {}): Plan {
  const phases = { ...simulatedPhases, ...input.phases };
  const criteria = (texts: readonly string[]) => texts.map(criterionOf);
  const experiment: Experiment = {
    name: "simulated",
    title: "A simulated run",
    tags: [],
    seed: 1,
    system: { graph: shopGraph },
    loads: [loadOf(input)],
    phases,
    steadyState: criteria(input.steadyState ?? ["shoppers.error_rate < 1%", "shoppers.p95 < 300ms"]),
    faults: (input.faults ?? [{ delayMs: 50 }]).map((fault, index) => faultOf(fault, index, phases.faultMs)),
    ...(input.remedies && { remedies: input.remedies }),
    // As the experiment file's reader does it.
    abort: criteria(input.abort ?? []).map((criterion) => ({ overMs: 5000, ...criterion })),
    expect: criteria(input.expect ?? ["shoppers.p95 < 300ms"]),
    signals: Object.entries(input.signals ?? {}).map(([name, given]) => signalOf(name, given)),
    limits: {},
  };
  const plan = makePlan(experiment, capabilities, [simulatedKind]);
  const healing = input.faults?.map(({ healsFrom }) => healsFrom) ?? [];
  return {
    ...plan,
    faults: plan.faults.map((fault, at) => ({ ...fault, ...(healing[at] && { healsFrom: healing[at] }) })),
  };
}

function loadOf({ ratePerS = 200, timeoutMs = 10_000 }: PlanInput): LoadSpec {
  return {
    name: "shoppers",
    pacing: { kind: "constant", ratePerS },
    requests: [{ method: "POST", service: "gateway", path: "/checkout", headers: {}, weight: 1 }],
    timeoutMs,
    maxInFlight: 10_000,
    failOn: [{ from: 500, to: 599 }],
  };
}

function signalOf(name: string, given: Partial<PrometheusSignal>): PrometheusSignal {
  return { name, url: "http://prometheus.invalid", query: name, everyMs: 1000, staleAfterMs: 3000, ...given };
}

function faultOf(
  { on, startMs = 0, durationMs, healsFrom: _, ...params }: FaultInput,
  index: number,
  faultMs: number,
): FaultSpec {
  return {
    id: `trouble-${index + 1}`,
    type: simulatedKind.type,
    on: { kind: "edge", ...(on ?? { caller: "checkout", callee: "pricing" }) },
    params,
    startMs,
    durationMs: durationMs ?? faultMs - startMs,
    mode: { kind: "all" },
  };
}

function criterionOf(text: string) {
  const parsed = parseCriterion(text);
  if (!parsed.ok) throw new Error(`not a criterion: ${text}`);
  return parsed.criterion;
}
