import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
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
export function planRemedies(experiment: Experiment, capabilities: Capabilities): PlannedRemedies {
  const asked = experiment.remedies ?? [];
  const { recoveryMs } = experiment.phases;
  const untilMs = (index: number) => asked[index + 1]?.atMs ?? recoveryMs;
  return {
    planned: asked.map((remedy) => plan(remedy, experiment, capabilities)),
    problems: asked.flatMap((remedy) => problemOf(remedy, capabilities) ?? []),
    warnings: (windowMs) =>
      asked.flatMap(({ id, atMs, forMs = 0 }, index) => {
        const hasMs = untilMs(index) - atMs - forMs;
        if (hasMs >= windowMs) return [];
        const needed = `steady state needs ${formatMs(windowMs)} to be judged`;
        return [`what comes of ${id} will stay unknown: ${needed}, and has ${formatMs(Math.max(0, hasMs))} after it`];
      }),
  };
}

/** The places where a remedy of a kind can be done, for one that can't be here. */
const ELSEWHERE: Readonly<Record<RemedyAction["kind"], string>> = {
  restart: "a graph on this machine does, and a cluster: plan it `--on local` or `--on kubernetes`",
  scale: "only a cluster gives a service more replicas while it runs: plan it `--on kubernetes`",
  request: "a graph on this machine does: plan it `--on local`",
  "cap-retries": "a graph on this machine does: plan it `--on local`",
};

function problemOf({ id, does }: RemedySpec, { platform, remedies = [], refused }: Capabilities): string | undefined {
  if (!remedies.includes(does.kind)) return `${id}: ${platform} does no such remedy; ${ELSEWHERE[does.kind]}`;
  const inability = refused?.[id];
  return inability && `${id}: ${inability.why}; ${inability.instead}`;
}

/** The same as a fault that a provider makes, in the recovery phase; none for what is done to a load. */
export function changeOf({ id, atMs, forMs, does }: RemedySpec, { phases }: Experiment): FaultSpec | undefined {
  if (does.kind === "cap-retries") return undefined;
  return {
    id,
    type: does.kind,
    on: { kind: "service", service: does.service },
    params: paramsOf(does),
    startMs: atMs,
    durationMs: forMs ?? phases.recoveryMs - atMs,
    mode: { kind: "all" },
  };
}

/** An action that changes a service. */
type ServiceAction = Exclude<RemedyAction, { kind: "cap-retries" }>;

function paramsOf(does: ServiceAction): unknown {
  switch (does.kind) {
    case "restart":
      return { grace: does.graceMs };
    case "scale":
      return { to: does.to };
    case "request":
      return { send: does.send, undo: does.undo };
  }
}

function plan(remedy: RemedySpec, experiment: Experiment, { faults }: Capabilities): PlannedRemedy {
  const { does } = remedy;
  const what = inWords(remedy);
  const change = changeOf(remedy, experiment);
  if (does.kind === "cap-retries" || change === undefined) return { ...remedy, what };
  const replicas = experiment.system.graph?.services.find(({ name }) => name === does.service)?.replicas ?? 1;
  const means = meansOf(does);
  const own = faults[does.kind];
  const planned: PlannedFault = {
    ...change,
    means: own?.can ? own.means : means.means,
    explanation: {
      does: what,
      undo: (own?.can ? own.undo : undefined) ?? means.undo,
      proof: (own?.can ? own.proof : undefined) ?? means.proof,
    },
    replicas: Array.from({ length: replicas }, (_, index) => index + 1),
  };
  return { ...remedy, what, change: planned };
}

function inWords({ does, forMs }: RemedySpec): string {
  const lasting = forMs === undefined ? "" : `, for ${formatMs(forMs)}`;
  switch (does.kind) {
    case "restart":
      return `restarts ${does.service}`;
    case "scale":
      return `scales ${does.service} to ${does.to} ${does.to === 1 ? "replica" : "replicas"}${lasting}`;
    case "request":
      return `${requestName(does.send)} to ${does.service}${lasting}`;
    case "cap-retries":
      return `leaves ${does.load} ${does.most === 0 ? "no retries" : `${does.most} retries at most`}${lasting}`;
  }
}

/** The words for how it is made, taken back and proved, where the platform has no words of its own for that. */
function meansOf(does: ServiceAction): { readonly means: string; readonly undo: string; readonly proof: string } {
  switch (does.kind) {
    case "restart":
      return {
        means: "signals to the processes",
        undo: "nothing to take back",
        proof: "other processes have taken the place of the first",
      };
    case "scale":
      return {
        means: "the number of replicas",
        undo: "scales it back to what was found",
        proof: "there are so many replicas",
      };
    case "request":
      return {
        means: "a request to each replica",
        undo: does.undo === undefined ? "nothing to take back" : `${requestName(does.undo)} to ${does.service}`,
        proof: "each replica answers 2xx",
      };
  }
}

function requestName({ method, path }: RemedyRequest): string {
  return `${method} ${path}`;
}
