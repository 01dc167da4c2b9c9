import { formatMs } from "../../criteria/format.ts";
import { type Criterion, edgeName } from "../../experiment/criterion.ts";
import { isClusterSignal, type LoadSpec, type Pacing, type SampledSignal } from "../../experiment/experiment.ts";
import type { Plan, PlannedFault } from "../../plan/plan.ts";
import { count, rate } from "./figures.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { bothEnds, type Line, line, span, wrapText } from "./text.ts";
import { timelineLines } from "./timeline.ts";

/** What a run would do, when, and how each fault is taken back. No line is wider than the columns. */
export function renderPlan(plan: Plan, terminal: Terminal): string[] {
  const { columns } = terminal;
  const blocks: Line[][] = [
    headBlock(plan, columns),
    timelineLines(plan, columns),
    ...plan.faults.map((fault) => faultBlock(fault, plan, columns)),
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
    bothEnds(name, line("strong", formatMs(totalMs)), columns),
    ...wrapText(experiment.title, columns),
    ...wrapText(where, columns, { style: "faint" }),
    ...(plan.where === undefined ? [] : wrapText(plan.where, columns, { style: "faint" })),
    ...(plan.production === undefined
      ? []
      : wrapText(`this looks like production: ${plan.production}`, columns, { style: "bad" })),
  ];
}

function faultBlock(fault: PlannedFault, { experiment }: Plan, columns: number): Line[] {
  const on = fault.on.kind === "edge" ? edgeName(fault.on) : fault.on.service;
  const replicas = fault.replicas.length === 0 ? "" : `, replicas ${fault.replicas.join(", ")}`;
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

function blastBlock({ blastRadius: { services, edges } }: Plan, columns: number): Line[] {
  return [
    ...labelled("BLAST", `${services.length} services can see it: ${services.join(", ")}`, columns),
    ...labelled("", `${edges.length} edges: ${edges.join(", ")}`, columns),
  ];
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
  const limits = `timeout ${formatMs(load.timeoutMs)}, at most ${count(load.maxInFlight)} in flight`;
  return `${load.name}: ${pacingWords(load.pacing)}, ${requests}, ${limits}`;
}

function signalWords(signal: SampledSignal): string {
  const { name, everyMs, staleAfterMs } = signal;
  const what = isClusterSignal(signal) ? `${signal.count} of ${signal.service}` : `${signal.query} of ${signal.url}`;
  return `${name}: ${what}, asked every ${formatMs(everyMs)}, stale after ${formatMs(staleAfterMs)}`;
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
