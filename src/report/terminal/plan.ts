import type { Criterion } from "../../files/experiment/criterion.ts";
import { formatMs } from "../../judge/criteria/format.ts";
import type { Plan, PlannedFault, PlannedRemedy } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";
import { armsInWords } from "../arms-in-words.ts";
import { edgesInWords } from "../edge-in-words.ts";
import { loadInWords } from "../load-in-words.ts";
import { replicasInWords } from "../replicas-in-words.ts";
import { signalInWords } from "../signal-in-words.ts";
import { howMany } from "./figures.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { bothEnds, type Line, line, span, wrapText } from "./text.ts";
import { timelineLines } from "./timeline.ts";

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
    labelledPoints("EDGE", edgesInWords(plan), columns),
    plan.experiment.loads.flatMap((load, at) => labelled(at === 0 ? "LOAD" : "", loadInWords(load), columns)),
    plan.experiment.arms === undefined ? [] : labelled("ARMS", armsInWords(plan.experiment.arms), columns),
    plan.reach === undefined ? [] : labelled("REACH", plan.reach, columns),
    labelledPoints("SIGNAL", (plan.experiment.signals ?? []).map(signalInWords), columns),
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
  const replicas = replicasInWords(fault, experiment);
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

function blastBlock({ blastRadius: { services, edges } }: Plan, columns: number): Line[] {
  return [
    ...labelled("BLAST", `${howMany(services.length, "service")} can see it: ${services.join(", ")}`, columns),
    ...(edges.length === 0 ? [] : labelled("", `${howMany(edges.length, "edge")}: ${edges.join(", ")}`, columns)),
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
