import type { JudgedCriterion, RunResult, ServicePods } from "../../../judge/history/result.ts";
import type { Plan } from "../../../judge/plan/plan.ts";
import { isWell, measuredInWords } from "../../criterion-figures.ts";
import { code, plainText } from "../../formats/markdown-text.ts";
import { latency, NO_FIGURE } from "../../terminal/figures.ts";
import { originName } from "../../terminal/origin.ts";
import { alertsInWords } from "../alerts.ts";
import { errorChange, p95Change } from "../before-and-with.ts";
import { type Block, listed } from "../lines.ts";
import type { RunbookRuns } from "../runbook-run.ts";
import type { RunbookSection } from "../section.ts";

/** The symptoms, in the order in which they came. */
export const looks: RunbookSection = {
  name: "looks",
  heading: "How it looks",
  blocks: (runs) => {
    const { result, plan, stories } = runs[0];
    return [
      ...order(result, plan),
      ...listed("Limits of the experiment that were missed:", missed(result)),
      ...beginning(runs),
      ...listed(
        "Services that answer clearly worse:",
        result.hurt.map((name) => [hurtInWords(name, result)]),
      ),
      ...listed("Pods that were missing:", (result.pods ?? []).filter(({ tooFewMs }) => tooFewMs > 0).map(missingPods)),
      ...alertsInWords(stories),
    ];
  },
};

function order({ degradations, undecided }: RunResult, { edgesUnseen }: Plan): readonly Block[] {
  const rest = undecided.length === 0 ? "" : ", as far as it can be told";
  if (degradations.length === 0) {
    const edges = edgesUnseen === undefined ? ", and no edge that was measured," : "";
    const unseen = edgesUnseen === undefined ? "" : " Edges were not measured.";
    return [[`No load${edges} got clearly worse while the fault was in${rest}.${unseen}`]];
  }
  return listed(
    "In this order, counted from when the first fault went in:",
    degradations.map(({ signal, afterMs, evidence }) => [
      `after ${latency(afterMs)}, ${code(signal)}: ${plainText(evidence)}`,
    ]),
  );
}

function isBroken(criterion: JudgedCriterion): boolean {
  return criterion.role !== "steady-state" && isWell(criterion) === false;
}

/** Of several aborts that hold, one alone stopped the run. */
function missed({ criteria, stop }: RunResult): readonly Block[] {
  const stopping = stop?.kind === "abort" && criteria.filter(({ role }) => role === "abort")[stop.index];
  return criteria.filter(isBroken).map((criterion) => {
    const what = criterion === stopping ? ", at which the run was stopped" : "";
    return [`${code(criterion.text)}: it was ${measuredInWords(criterion) ?? NO_FIGURE}${what}`];
  });
}

/** The place where it begins, which is what people look for; and in how many runs. */
function beginning(runs: RunbookRuns): readonly Block[] {
  const { origin } = runs[0].result;
  const name = originName(origin);
  if (origin === null || name === undefined) return [];
  const alike = runs.filter(({ result }) => originName(result.origin) === name).length;
  const often = runs.length === 1 ? "" : `, in ${alike} of ${runs.length} runs`;
  const where = origin.kind === "not-measured" ? name : code(name);
  return listed(
    `It begins ${origin.kind === "not-measured" ? "" : "at "}${where}${often}:`,
    origin.evidence.map((fact) => [plainText(fact)]),
  );
}

function missingPods({ service, fewest, tooFewMs }: ServicePods): Block {
  const { ready, desired } = fewest;
  return [`${code(service)}: ${ready} of ${desired} ready at the fewest, and too few for ${latency(tooFewMs)} in all`];
}

function hurtInWords(name: string, { services }: RunResult): string {
  const figures = services[name];
  return figures === undefined
    ? code(name)
    : `${code(name)}: p95 ${p95Change(figures)}, errors ${errorChange(figures)}`;
}
