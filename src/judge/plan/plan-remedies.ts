import type { Experiment } from "../../files/experiment/experiment.ts";
import type { RemedyAction, RemedyRequest, RemedySpec } from "../../files/experiment/remedy.ts";
import { formatMs } from "../criteria/format.ts";
import type { Capabilities, PlannedFault, PlannedRemedy } from "./plan.ts";

interface PlannedRemedies {
  readonly planned: readonly PlannedRemedy[];
  readonly problems: readonly string[];
  /** @param windowMs over which steady state must hold to count as back */
  warnings(windowMs: number): readonly string[];
}

/** Makes an experiment's remedies concrete for a platform, from what that platform says it can do. */
export function planRemedies(experiment: Experiment, { platform, remedies = [] }: Capabilities): PlannedRemedies {
  const asked = experiment.remedies ?? [];
  const { recoveryMs } = experiment.phases;
  const untilMs = (index: number) => asked[index + 1]?.atMs ?? recoveryMs;
  return {
    planned: asked.map((remedy) => plan(remedy, experiment)),
    problems: asked
      .filter(({ does }) => !remedies.includes(does.kind))
      .map(({ id }) => `${id}: ${platform} does no such remedy; a graph on this machine does: plan it \`--on local\``),
    warnings: (windowMs) =>
      asked.flatMap(({ id, atMs, forMs = 0 }, index) => {
        const hasMs = untilMs(index) - atMs - forMs;
        if (hasMs >= windowMs) return [];
        const needed = `steady state needs ${formatMs(windowMs)} to be judged`;
        return [`what comes of ${id} will stay unknown: ${needed}, and has ${formatMs(Math.max(0, hasMs))} after it`];
      }),
  };
}

function plan(remedy: RemedySpec, experiment: Experiment): PlannedRemedy {
  const { does } = remedy;
  const what = inWords(remedy);
  if (does.kind === "cap-retries") return { ...remedy, what };
  const replicas = experiment.system.graph?.services.find(({ name }) => name === does.service)?.replicas ?? 1;
  const change: PlannedFault = {
    id: remedy.id,
    type: does.kind,
    on: { kind: "service", service: does.service },
    params: does.kind === "restart" ? { grace: does.graceMs } : { send: does.send, undo: does.undo },
    startMs: remedy.atMs,
    durationMs: remedy.forMs ?? experiment.phases.recoveryMs - remedy.atMs,
    mode: { kind: "all" },
    means: does.kind === "restart" ? "signals to the processes" : "a request to each replica",
    explanation: { does: what, undo: undoInWords(does), proof: proofOf(does) },
    replicas: Array.from({ length: replicas }, (_, index) => index + 1),
  };
  return { ...remedy, what, change };
}

function inWords({ does, forMs }: RemedySpec): string {
  const lasting = forMs === undefined ? "" : `, for ${formatMs(forMs)}`;
  switch (does.kind) {
    case "restart":
      return `restarts ${does.service}`;
    case "request":
      return `${requestName(does.send)} to ${does.service}${lasting}`;
    case "cap-retries":
      return `leaves ${does.load} ${does.most === 0 ? "no retries" : `${does.most} retries at most`}${lasting}`;
  }
}

function undoInWords(does: Exclude<RemedyAction, { kind: "cap-retries" }>): string {
  if (does.kind === "restart") return "nothing to take back";
  return does.undo === undefined ? "nothing to take back" : `${requestName(does.undo)} to ${does.service}`;
}

function proofOf(does: Exclude<RemedyAction, { kind: "cap-retries" }>): string {
  return does.kind === "restart" ? "other processes have taken the place of the first" : "each replica answers 2xx";
}

function requestName({ method, path }: RemedyRequest): string {
  return `${method} ${path}`;
}
