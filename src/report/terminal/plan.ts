import type { CommandSpec } from "../../files/experiment/commands/command.ts";
import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { answering } from "../../files/experiment/fault-spec.ts";
import type { LoadSpec, Pacing, RetrySpec, SessionsSpec } from "../../files/experiment/load-spec.ts";
import {
  isAlert,
  isClusterSignal,
  isServiceMetric,
  type SampledSignal,
} from "../../files/experiment/sampled-signal.ts";
import { statusRangeName } from "../../files/experiment/status-range.ts";
import type { StepSpec } from "../../files/experiment/steps.ts";
import { formatMs, formatShare } from "../../judge/criteria/format.ts";
import type { Plan, PlannedFault, PlannedRemedy } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";
import { count, rate } from "./figures.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { bothEnds, type Line, line, span, wrapText } from "./text.ts";
import { timelineLines } from "./timeline.ts";

/** A service may have thousands. */
const MOST_REPLICAS = 12;

/** Renders what a run would do, when, and how each fault is taken back. No line is wider than the columns. */
export function renderPlan(plan: Plan, terminal: Terminal): string[] {
  const { columns } = terminal;
  const blocks: Line[][] = [
    headBlock(plan, columns),
    timelineLines(plan, columns),
    warmUpBlock(plan, columns),
    ...plan.faults.map((fault) => faultBlock(fault, plan, columns)),
    labelledPoints(
      "REMEDY",
      (plan.remedies ?? []).map((one) => remedyWords(one, plan)),
      columns,
    ),
    blastBlock(plan, columns),
    plan.experiment.loads.flatMap((load, at) => labelled(at === 0 ? "LOAD" : "", loadWords(load), columns)),
    plan.reach === undefined ? [] : labelled("REACH", plan.reach, columns),
    labelledPoints("SIGNAL", (plan.experiment.signals ?? []).map(signalWords), columns),
    criteriaBlock(plan, columns),
    labelledPoints("WARNING", plan.warnings, columns),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

function headBlock(plan: Plan, columns: number): Line[] {
  const { experiment, platform, totalMs } = plan;
  const name = [span("accent", "plan "), span("strong", experiment.name)];
  const graph = experiment.system.graph;
  const variant = graph?.variant === undefined ? "" : `, variant ${graph.variant}`;
  const where = `on ${platform}${graph === undefined ? "" : `: graph ${graph.name}${variant}`}, seed ${experiment.seed}`;
  return [
    bothEnds(
      name,
      line("strong", `${experiment.phases.warmUpUntilSteady ? "at most " : ""}${formatMs(totalMs)}`),
      columns,
    ),
    ...wrapText(experiment.title, columns),
    ...wrapText(where, columns, { style: "faint" }),
    ...(plan.where === undefined ? [] : wrapText(plan.where, columns, { style: "faint" })),
    ...(plan.production === undefined
      ? []
      : wrapText(`this looks like production: ${plan.production}`, columns, { style: "bad" })),
  ];
}

/** The times of all that follows a warm-up that may end early are the latest. */
function warmUpBlock({ experiment: { phases } }: Plan, columns: number): Line[] {
  if (!phases.warmUpUntilSteady) return [];
  const most = `until the load no longer drifts, at most ${formatMs(phases.warmUpMs)}; what follows comes then, at the latest as it stands here`;
  return labelled("WARM-UP", most, columns);
}

function faultBlock(fault: PlannedFault, { experiment }: Plan, columns: number): Line[] {
  const on = fault.on.kind === "edge" ? edgeName(fault.on) : fault.on.service;
  const replicas = replicaWords(fault, experiment);
  const faultAtMs = experiment.phases.warmUpMs + experiment.phases.baselineMs;
  const [fromMs, toMs] = [faultAtMs + fault.startMs, faultAtMs + fault.startMs + fault.durationMs];
  return [
    ...labelled("FAULT", `${fault.id}: ${fault.type} on ${on}${replicas}`, columns, "strong"),
    ...labelled("  when", `${formatMs(fromMs)} to ${formatMs(toMs)} of the run`, columns),
    ...labelled("  does", fault.explanation.does, columns),
    ...labelled("  means", fault.means, columns),
    ...labelled("  undo", fault.explanation.undo, columns),
    ...labelled("  proof", fault.explanation.proof, columns),
  ];
}

function remedyWords({ id, what, atMs }: PlannedRemedy, { experiment: { phases } }: Plan): string {
  const recoveryAtMs = phases.warmUpMs + phases.baselineMs + phases.faultMs;
  return `${id}: ${what}, ${formatMs(recoveryAtMs + atMs)} after the start, ${formatMs(atMs)} into the recovery`;
}

/** `, replica 2 of 3`: which they are, and of how many; where somebody else draws them, how many. */
function replicaWords({ on, replicas, draw }: PlannedFault, { system }: Experiment): string {
  const service = answering(on);
  const total = system.graph?.services.find(({ name }) => name === service)?.replicas;
  if (draw !== undefined) {
    const { by, least, most } = draw;
    const drawn = least === most ? count(most) : `up to ${count(most)}`;
    return `, ${drawn} of ${count(total ?? 1)} replicas, drawn by ${by}`;
  }
  if (replicas.length === 0) return "";
  if (replicas.length === total) return total === 1 ? ", its only replica" : `, all ${count(total)} replicas`;
  const shown = replicas.slice(0, MOST_REPLICAS).join(", ");
  const rest = replicas.length > MOST_REPLICAS ? ` and ${count(replicas.length - MOST_REPLICAS)} more` : "";
  const ofAll = total === undefined ? "" : ` of ${count(total)}`;
  return `, ${replicas.length === 1 ? "replica" : "replicas"} ${shown}${rest}${ofAll}`;
}

function blastBlock({ blastRadius: { services, edges } }: Plan, columns: number): Line[] {
  return [
    ...labelled("BLAST", `${howMany(services.length, "service")} can see it: ${services.join(", ")}`, columns),
    ...(edges.length === 0 ? [] : labelled("", `${howMany(edges.length, "edge")}: ${edges.join(", ")}`, columns)),
  ];
}

function howMany(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${count(number)} ${what}s`;
}

function criteriaBlock({ experiment, recoveryWindowMs }: Plan, columns: number): Line[] {
  const texts = (criteria: readonly Criterion[]) => criteria.map(({ text }) => text);
  return [
    ...labelledPoints("STEADY", texts(experiment.steadyState), columns),
    ...labelledPoints("ABORT", texts(experiment.abort), columns),
    ...labelledPoints("EXPECT", texts(experiment.expect), columns),
    ...labelled("RECOVERED", `when steady state holds over ${formatMs(recoveryWindowMs)} after the last undo`, columns),
  ];
}

function loadWords(load: LoadSpec): string {
  const requests = load.requests.map(({ method, service, path }) => `${method} ${service ?? ""}${path}`).join(", ");
  if (load.sessions) return `${load.name}: ${sessionWords(load, load.sessions)}, ${requests}`;
  if (load.steps) return `${load.name}: ${visitWords(load, load.steps)}`;
  if (load.generator) {
    const { program, file } = load.generator;
    return `${load.name}: ${pacingWords(load.pacing)}, ${program} with ${file}, timeout ${formatMs(load.timeoutMs)}`;
  }
  const limits = `timeout ${formatMs(load.timeoutMs)}, at most ${count(load.maxInFlight)} in flight`;
  if (load.command) return `${load.name}: ${pacingWords(load.pacing)}, ${commandWords(load.command)}, ${limits}`;
  const retry = load.retry === undefined ? "" : `, ${retryWords(load.retry)}`;
  return `${load.name}: ${pacingWords(load.pacing)}, ${requests}, ${limits}${retry}`;
}

function commandWords({ kind, sends, settings, service, address, connections }: CommandSpec): string {
  const texts = sends.map((text) => String(text).trim()).join(" ");
  const more = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
  const set = more.length === 0 ? "" : ` (${more.join(", ")})`;
  return `${kind} ${texts}${set} at ${service ?? address}, on at most ${howMany(connections, "connection")}`;
}

function visitWords({ pacing, requests, timeoutMs, maxInFlight }: LoadSpec, steps: readonly StepSpec[]): string {
  const inOrder = steps.map(({ thinkMs: { from, to }, name, take }, index) => {
    const { method, service = "", path } = requests[index] ?? {};
    const pause = to === 0 ? "" : `after ${from === to ? formatMs(from) : `${formatMs(from)} to ${formatMs(to)}`} `;
    const taken = take.length === 0 ? "" : ` (takes ${take.map((one) => one.name).join(", ")})`;
    return `${pause}${name} ${method} ${service}${path}${taken}`;
  });
  const limits = `timeout ${formatMs(timeoutMs)} each, at most ${count(maxInFlight)} on their way`;
  return `visits at ${pacingWords(pacing)}, each ${inOrder.join(", then ")}; ${limits}`;
}

function sessionWords({ pacing, timeoutMs }: LoadSpec, sessions: SessionsSpec): string {
  const { everyMs, handshakeMs, silenceMs, reconnect } = sessions;
  const silence = silenceMs === undefined ? "" : `, closed after ${formatMs(silenceMs)} of silence`;
  const { backoffMs, factor, longestMs, jitter } = reconnect;
  const drawn = jitter > 0 ? `, ${formatShare(jitter)} of it drawn` : "";
  const again =
    backoffMs > 0 ? `after ${formatMs(backoffMs)}, times ${factor} up to ${formatMs(longestMs)}${drawn}` : "at once";
  return (
    `${count(sessions.count)} sessions, opened at ${pacingWords(pacing)} in ${formatMs(handshakeMs)} each, ` +
    `a message every ${formatMs(everyMs)}, timeout ${formatMs(timeoutMs)}${silence}, opened again ${again}`
  );
}

function retryWords({ count, backoffMs, jitter, on }: RetrySpec): string {
  const causes = on.map((cause) => (typeof cause === "object" ? statusRangeName(cause) : cause)).join(", ");
  const drawn = jitter > 0 ? `, ${formatShare(jitter)} of it drawn` : "";
  const pauses = backoffMs > 0 ? `after ${formatMs(backoffMs)}, doubling${drawn}` : "at once";
  return `tried again up to ${count === 1 ? "1 time" : `${count} times`}, ${pauses}, on ${causes}`;
}

function signalWords(signal: SampledSignal): string {
  const { name, everyMs, staleAfterMs } = signal;
  return `${name}: ${sourceWords(signal)}, asked every ${formatMs(everyMs)}, stale after ${formatMs(staleAfterMs)}`;
}

function sourceWords(signal: SampledSignal): string {
  if (isClusterSignal(signal)) return `${signal.count} of ${signal.service}`;
  if (isServiceMetric(signal)) return `${signal.metric} on the metrics page of ${signal.service}`;
  return `${isAlert(signal) ? `the alert ${signal.alert}` : signal.query} of ${signal.url}`;
}

function pacingWords(pacing: Pacing): string {
  switch (pacing.kind) {
    case "constant":
      return rate(pacing.ratePerS);
    case "poisson":
      return `${rate(pacing.ratePerS)} at random (Poisson)`;
    case "ramp":
      return `${rate(pacing.fromPerS)} to ${rate(pacing.toPerS)} over ${formatMs(pacing.overMs)}`;
    case "steps":
      return pacing.steps.map(({ ratePerS, forMs }) => `${rate(ratePerS)} for ${formatMs(forMs)}`).join(", then ");
  }
}
