import type { Conceal } from "../files/experiment/concealer.ts";
import type { Criterion } from "../files/experiment/criterion.ts";
import type { PhaseLengths } from "../files/experiment/experiment.ts";
import { targetName } from "../files/experiment/fault-spec.ts";
import type { Plan, PlannedFault } from "../judge/plan/plan.ts";
import { concealedJson } from "./concealed-json.ts";
import { edgesInWords } from "./edge-in-words.ts";
import { loadInWords } from "./load-in-words.ts";
import { signalInWords } from "./signal-in-words.ts";

/** Version of the document, as that of results: it rises when a field goes away or comes to mean something else. */
const PLAN_FORMAT = 1;

/**
 * A plan as one document: what `plan --json` prints. All times are in milliseconds from the beginning of the run, and the latest
 * where the warm-up may end early. `null` stands for what there is none of.
 * @param conceal takes out of a text what must not be shown
 */
export function renderPlanJson(plan: Plan, conceal: Conceal): string {
  const { experiment, platform, where, production, reach, totalMs, faults, blastRadius, warnings } = plan;
  const { name, title, owner, seed, phases, loads, signals, limits } = experiment;
  const faultAtMs = phases.warmUpMs + phases.baselineMs;
  const recoveryAtMs = faultAtMs + phases.faultMs;
  const document = {
    formatVersion: PLAN_FORMAT,
    experiment: name,
    title,
    owner: owner ?? null,
    platform,
    where: where ?? null,
    production: production ?? null,
    reach: reach ?? null,
    seed,
    totalMs,
    warmUpUntilSteady: phases.warmUpUntilSteady ?? false,
    phases: phasesOf(phases),
    faults: faults.map((fault) => faultDocument(fault, faultAtMs)),
    leftOut: (plan.leftOut ?? []).map(({ id, type, on, why }) => ({ id, type, on: targetName(on), why })),
    remedies: (plan.remedies ?? []).map(({ id, what, atMs }) => ({ id, what, atMs: recoveryAtMs + atMs })),
    blastRadius,
    edges: edgesInWords(plan),
    loads: loads.map(loadInWords),
    control: experiment.arms ? { share: experiment.arms.control } : null,
    signals: (signals ?? []).map(signalInWords),
    steadyState: textsOf(experiment.steadyState),
    abort: textsOf(experiment.abort),
    expect: textsOf(experiment.expect),
    recoveryWindowMs: plan.recoveryWindowMs,
    limits,
    warnings,
  };
  return concealedJson(document, conceal);
}

function phasesOf({ warmUpMs, baselineMs, faultMs, recoveryMs }: PhaseLengths) {
  const lengths = { "warm-up": warmUpMs, baseline: baselineMs, fault: faultMs, recovery: recoveryMs };
  let fromMs = 0;
  return Object.entries(lengths).map(([name, lengthMs]) => {
    const phase = { name, fromMs, lengthMs };
    fromMs += lengthMs;
    return phase;
  });
}

function faultDocument({ id, type, on, startMs, durationMs, ...fault }: PlannedFault, faultAtMs: number) {
  const { replicas, draw, means, explanation } = fault;
  const fromMs = faultAtMs + startMs;
  return {
    id,
    type,
    on: targetName(on),
    fromMs,
    lengthMs: durationMs,
    replicas,
    draw: draw ?? null,
    means,
    ...explanation,
  };
}

function textsOf(criteria: readonly Criterion[]): readonly string[] {
  return criteria.map(({ text }) => text);
}
