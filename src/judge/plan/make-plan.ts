import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { answering, type FaultSpec, targetName } from "../../files/experiment/fault-spec.ts";
import { isReached } from "../../files/experiment/reach.ts";
import { isClusterSignal, isServiceMetric } from "../../files/experiment/sampled-signal.ts";
import { loadOfSignal } from "../../files/experiment/steps.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { UsageError } from "../../values/errors.ts";
import { type Random, seededRandom } from "../../values/random/random.ts";
import { samplesNeeded } from "../criteria/evaluate.ts";
import { blastRadiusOf } from "./blast-radius.ts";
import { capabilityFor } from "./capability-for.ts";
import { certificateProblem, untrustedEdges } from "./check-certificates.ts";
import { collisionProblems } from "./check-collisions.ts";
import { protocolProblem, unheardFacts } from "./check-edge-facts.ts";
import { nameProblems } from "./check-names.ts";
import { chooseReplicas, drawOf } from "./choose-replicas.ts";
import { limitProblems } from "./limits.ts";
import { settledRatePerS } from "./load-rate.ts";
import type { Capabilities, Capability, LeftOutFault, Plan, PlannedFault } from "./plan.ts";
import { planRemedies } from "./plan-remedies.ts";
import { uncountedEdges } from "./uncounted-edges.ts";
import { unjudgedCriteria } from "./unjudged-criteria.ts";
import { unseenCriteria } from "./unseen-criteria.ts";

/** Steady state must hold at least this long, in one stretch, to count as back. */
const RECOVERY_WINDOW_MIN_MS = 2000;

/** So that a window holds a sample of a sampled signal though one comes late. */
const SAMPLES_IN_WINDOW = 3;

/** Answers don't come evenly: a window with just enough samples on average would lack some half of the time. */
const SAMPLES_MARGIN = 1.25;

/** The plan can't be made here, or is beyond the experiment's own limits. Says everything that is wrong. */
export class PlanError extends UsageError {
  override readonly code = "E_PLAN";
}

/**
 * Makes an experiment concrete for a platform, from what that platform says it can do.
 * @throws PlanError for a fault that the platform can't make, or a plan beyond the experiment's limits.
 */
export function makePlan(asked: Experiment, capabilities: Capabilities, faultKinds: readonly FaultKind[]): Plan {
  const leftOut = leftOutFaults(asked, capabilities);
  const experiment = inFoundSystem(without(asked, leftOut), capabilities);
  const problems = [...systemProblems(experiment, capabilities)];
  const faults: PlannedFault[] = [];
  for (const [index, fault] of asked.faults.entries()) {
    if (!experiment.faults.includes(fault)) continue;
    const planned = planFault(fault, index, experiment, capabilities, faultKinds);
    if (typeof planned === "string") problems.push(planned);
    else faults.push({ ...planned, ...(isUnreached(fault, asked) && { unreached: true }) });
  }
  const remedies = planRemedies(experiment, capabilities);
  problems.push(...remedies.problems);
  const { warmUpMs, baselineMs, faultMs, recoveryMs } = experiment.phases;
  const window = recoveryWindowMs(experiment);
  const unjudged = unjudgedCriteria(experiment, faults);
  const plan: Plan = {
    experiment,
    platform: capabilities.platform,
    faults,
    ...(leftOut.length > 0 && { leftOut }),
    ...(remedies.planned.length > 0 && { remedies: remedies.planned }),
    blastRadius: blastRadiusOf(
      experiment.faults.map((fault) => fault.on),
      experiment.system.graph,
    ),
    recoveryWindowMs: recoveryMs > 0 ? Math.min(window, recoveryMs) : RECOVERY_WINDOW_MIN_MS,
    totalMs: warmUpMs + baselineMs + faultMs + recoveryMs,
    warnings: [
      ...leftOut.map(({ id, why }) => `${id} is left out: ${why}`),
      ...(experiment.faults.length === 0 ? ["every fault is left out: a run proves nothing, and can't pass"] : []),
      ...faults.flatMap((fault) => unreachedWarning(fault, asked, experiment) ?? []),
      ...(capabilities.warnings ?? []),
      ...unjudged.inPart,
      ...warningsFor(experiment, window),
      ...remedies.warnings(window),
    ],
    ...(capabilities.edgesUnseen === undefined || capabilities.edgesUnseen.of !== undefined
      ? {}
      : { edgesUnseen: capabilities.edgesUnseen }),
    ...(capabilities.where === undefined ? {} : { where: capabilities.where }),
    ...(capabilities.reach === undefined ? {} : { reach: capabilities.reach }),
    ...(capabilities.authority && "at" in capabilities.authority && { authorityAt: capabilities.authority.at }),
    ...(capabilities.production === undefined ? {} : { production: capabilities.production }),
  };
  problems.push(
    ...unjudged.never,
    ...collisionProblems(faults, (fault) => takenBy(fault, capabilities)),
    ...limitProblems(plan),
  );
  if (problems.length > 0) {
    throw new PlanError({
      message: `${experiment.name} can't run on ${capabilities.platform}:\n  ${problems.join("\n  ")}`,
    });
  }
  return plan;
}

function leftOutFaults({ faults }: Experiment, { empty = {} }: Capabilities): readonly LeftOutFault[] {
  return faults.flatMap((fault) => {
    const why = fault.allowEmpty ? empty[fault.id] : undefined;
    return why === undefined ? [] : [{ ...fault, why }];
  });
}

function without(experiment: Experiment, leftOut: readonly LeftOutFault[]): Experiment {
  return { ...experiment, faults: experiment.faults.filter(({ id }) => !leftOut.some((one) => one.id === id)) };
}

/** A fault that may be where no load comes to is taken for one, unless the graph file shows that a load does. */
function isUnreached({ on, allowUnreached }: FaultSpec, { loads, system: { graph } }: Experiment): boolean {
  return allowUnreached === true && (graph === undefined || isReached(on, loads, graph) !== true);
}

/**
 * Warns of a fault that no known call reaches. The platform may not know all calls, so that it is no reason to refuse.
 * @param asked with the graph file, which was looked at where the file was read
 * @param experiment with the graph that the platform found
 */
function unreachedWarning(fault: PlannedFault, asked: Experiment, experiment: Experiment): string | undefined {
  const on = targetName(fault.on);
  if (fault.unreached) return `${fault.id} is on ${on}, which no load reaches: a run can't pass by it`;
  const { graph } = experiment.system;
  if (asked.system.graph !== undefined || graph === undefined || !isCalledOrCalls(fault, graph)) return undefined;
  if (isReached(fault.on, experiment.loads, graph) !== false) return undefined;
  return `${fault.id} is on ${on}, and no call that is known leads there from a load`;
}

function isCalledOrCalls({ on }: PlannedFault, { edges }: Graph): boolean {
  const ends = on.kind === "edge" ? [on.caller, on.callee] : [on.service];
  return edges.some(({ caller, callee }) => ends.includes(caller) || ends.includes(callee));
}

/** The graph file says how one platform makes the system; what another one has counts there. */
function inFoundSystem(experiment: Experiment, { graph }: Capabilities): Experiment {
  return graph === undefined ? experiment : { ...experiment, system: { ...experiment.system, graph } };
}

const NO_PODS_TO_SEND = "load.from: only a cluster has pods to send the load from; plan it `--on kubernetes`";

function systemProblems(experiment: Experiment, capabilities: Capabilities): readonly string[] {
  const { graph, edgesUnseen, countsPods, readsMetrics, sendsLoad, noSessions, otherEdges } = capabilities;
  const signals = experiment.signals ?? [];
  const uncounted = countsPods ? [] : signals.filter(isClusterSignal);
  const unread = readsMetrics ? [] : signals.filter(isServiceMetric);
  const kept =
    noSessions === undefined
      ? []
      : experiment.loads.filter(({ sessions, command, generator }) => sessions ?? command ?? generator);
  const names = [
    ...kept.map(({ name }) => `load ${name}: ${noSessions}`),
    ...(graph === undefined ? [] : nameProblems(experiment, graph, otherEdges)),
    ...(experiment.loadFrom && !sendsLoad ? [NO_PODS_TO_SEND] : []),
    ...uncounted.map(({ name }) => `signal ${name}: only a cluster counts pods; plan it \`--on kubernetes\``),
    ...unread.map(
      ({ name }) => `signal ${name}: pods have no addresses of their own here; let a Prometheus collect it`,
    ),
  ];
  const problems = [...names, ...unheardFacts(experiment, capabilities), ...untrustedEdges(experiment, capabilities)];
  return edgesUnseen === undefined ? problems : [...problems, ...unseenCriteria(experiment, edgesUnseen)];
}

function planFault(
  fault: FaultSpec,
  index: number,
  experiment: Experiment,
  capabilities: Capabilities,
  faultKinds: readonly FaultKind[],
): PlannedFault | string {
  const kind = faultKinds.find((candidate) => candidate.type === fault.type);
  const capability = capabilityFor(fault, capabilities);
  if (!kind || !capability) {
    const can = Object.keys(capabilities.faults).filter((type) => capabilities.faults[type]?.can);
    return `${fault.id}: ${capabilities.platform} can't make "${fault.type}"; it can make ${can.join(", ")}`;
  }
  if (!capability.can) return `${fault.id}: ${capability.why}; ${capability.instead}`;
  const empty = capabilities.empty?.[fault.id];
  if (empty !== undefined) return `${fault.id}: ${empty}; scale it up first, or say \`allow-empty: true\``;
  const refused = capabilities.refused?.[fault.id];
  if (refused !== undefined) return `${fault.id}: ${refused.why}; ${refused.instead}`;
  const problem =
    moreThanThereAre(fault, kind, experiment) ??
    protocolProblem(fault, kind, experiment) ??
    certificateProblem(fault, kind, experiment) ??
    edgeProblem(fault, capability, experiment, capabilities);
  if (problem !== undefined) return problem;
  const { means, technique, through, does, undo, proof } = capability;
  const explanation = kind.explain(fault.params);
  const uncounted = uncountedEdges(kind, fault.on, experiment.system.graph);
  const random = seededRandom(experiment.seed + index);
  return {
    ...fault,
    means,
    ...(technique !== undefined && { technique }),
    ...(through !== undefined && { through }),
    explanation: {
      does: `${does ?? explanation.does}${experiment.arms === undefined ? "" : ", in the treated arm alone"}`,
      undo: undo ?? explanation.undo,
      proof: proof ?? explanation.proof,
    },
    ...(uncounted.length > 0 && { uncounted }),
    ...(experiment.arms && { arms: experiment.arms }),
    ...taken(fault, kind, capability.drawnBy, experiment, random),
    ...(healsItself(fault, capability, capabilities) && { healsFrom: "injection" }),
  };
}

/** The reason a fault can't be on its edge, or not on the part of it that it asks for; undefined when it can. */
function edgeProblem(
  fault: FaultSpec,
  { onEdges, byReplica }: Extract<Capability, { can: true }>,
  experiment: Experiment,
  { platform, otherEdges }: Capabilities,
): string | undefined {
  const { id, on, mode } = fault;
  if (on.kind !== "edge") return undefined;
  if (onEdges !== undefined && isEdgeOf(experiment, fault) && !onEdges.includes(targetName(on))) {
    const those = onEdges.length === 0 ? "none" : onEdges.join(", ");
    const instead = otherEdges === undefined ? "" : `; ${otherEdges}`;
    return `${id}: ${targetName(on)} doesn't run through the proxy; these edges do: ${those}${instead}`;
  }
  if (mode.kind === "all" || byReplica) return undefined;
  return `${id}: ${platform} can't put it on the way to some replicas of ${on.callee} and not to the others; leave \`mode\` out`;
}

function moreThanThereAre(fault: FaultSpec, { ownMode }: FaultKind, { system }: Experiment) {
  const { id, mode } = fault;
  if (ownMode !== undefined || mode.kind !== "fixed") return undefined;
  const service = answering(fault.on);
  const there = system.graph?.services.find(({ name }) => name === service)?.replicas;
  if (there === undefined || mode.count <= there) return undefined;
  return `${id} is to take ${mode.count} replicas of ${service}, which has ${there}: say { fixed: ${there} } at most, or all`;
}

function healsItself({ id }: FaultSpec, capability: Capability, { healing = [] }: Capabilities): boolean {
  return healing.includes(id) || (capability.can && capability.healsFrom === "injection");
}

/** The replicas that a fault takes, or how many somebody else draws. */
function taken(
  fault: FaultSpec,
  { ownMode }: FaultKind,
  drawnBy: string | undefined,
  experiment: Experiment,
  random: Random,
): Pick<PlannedFault, "replicas" | "draw"> {
  const { on, mode } = fault;
  if (ownMode !== undefined || (on.kind === "edge" && mode.kind === "all")) return { replicas: [] };
  const service = answering(fault.on);
  const draw = drawnBy === undefined ? undefined : drawOf(service, mode, experiment, drawnBy);
  if (draw !== undefined) return { replicas: [], draw };
  return { replicas: chooseReplicas(service, mode, experiment, random) };
}

/** Tells whether a fault is on an edge that the system has; one that it hasn't is a problem of its own. */
function isEdgeOf({ system }: Experiment, { on }: FaultSpec): boolean {
  return on.kind === "edge" && (system.graph?.edges ?? []).some((edge) => edgeName(edge) === edgeName(on));
}

function takenBy(fault: FaultSpec, capabilities: Capabilities): string | undefined {
  const capability = capabilityFor(fault, capabilities);
  return capability?.can ? capability.takes : undefined;
}

/** Long enough for every steady-state criterion to have the samples that it needs, at the load's rate. */
function recoveryWindowMs(experiment: Experiment): number {
  const needed = experiment.steadyState.map((criterion) =>
    Math.max(criterion.overMs ?? 0, SAMPLES_MARGIN * (timeForSamplesMs(criterion, experiment) ?? 0)),
  );
  return Math.ceil(Math.max(RECOVERY_WINDOW_MIN_MS, ...needed));
}

/**
 * Time in ms that a load must run until a criterion on it can be judged; undefined where that isn't known beforehand.
 */
function timeForSamplesMs(criterion: Criterion, experiment: Experiment): number | undefined {
  const sampled = experiment.signals?.find(
    ({ name }) => criterion.signal.kind === "sampled" && criterion.signal.name === name,
  );
  if (sampled) return sampled.everyMs * SAMPLES_IN_WINDOW;
  const samples = samplesNeeded(criterion);
  const { signal } = criterion;
  const load = signal.kind === "load" ? loadOfSignal(signal.name, experiment.loads) : undefined;
  if (samples === undefined || !load) return undefined;
  return (samples / settledRatePerS(load, signalName(signal), experiment.arms)) * 1000;
}

function warningsFor(experiment: Experiment, windowMs: number): string[] {
  const { phases } = experiment;
  const warnings: string[] = [];
  const check = (criteria: readonly Criterion[], phase: string, phaseMs: number) => {
    for (const criterion of criteria) {
      const needsMs = timeForSamplesMs(criterion, experiment) ?? 0;
      const hasMs = criterion.overMs ?? phaseMs;
      if (needsMs > hasMs) warnings.push(tooFew(criterion, phase, needsMs, hasMs));
    }
  };
  check(experiment.steadyState, "baseline", phases.baselineMs);
  check(experiment.abort, "abort window", phases.faultMs);
  check(experiment.expect, "fault", phases.faultMs);
  if (experiment.loads.length === 0) return warnings;
  if (experiment.steadyState.length === 0) warnings.push("no steady-state criterion: recovery can't be measured");
  else if (phases.recoveryMs > 0 && windowMs > phases.recoveryMs) {
    warnings.push(`recovery needs ${seconds(windowMs)} to be judged and has ${seconds(phases.recoveryMs)}`);
  }
  return warnings;
}

function tooFew(criterion: Criterion, phase: string, needsMs: number, hasMs: number): string {
  const rest = `at this rate it takes ${seconds(needsMs)} to have the samples, the ${phase} has ${seconds(hasMs)}`;
  return `"${criterion.text}" (${signalName(criterion.signal)}) will stay unknown: ${rest}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
