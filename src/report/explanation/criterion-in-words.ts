import type { Comparison, Criterion } from "../../files/experiment/criterion.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import { loadOfSignal, stepSignal, VISITS } from "../../files/experiment/steps.ts";
import { exactNumber, exactShare, exactTime } from "./exact-figures.ts";

/** The list that a criterion stands in, which decides what it is judged over. */
export type CriterionList = "steady-state" | "abort" | "expect";

/** Explains a criterion as it was written by what it says: `shoppers.p95 < 300ms: 95 % of shoppers' requests take …`. */
export function criterionInWords(criterion: Criterion, list: CriterionList, loads: readonly LoadSpec[]): string {
  const what = observationsOf(criterion, loads);
  return `${criterion.text}: ${claim(criterion, what)}${windowOf(criterion, list)}${lasting(criterion)}`;
}

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  "<": "less than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
};

function claim({ metric, comparison, limit, signal }: Criterion, what: string): string {
  const bound = COMPARISONS[comparison];
  const isUpper = comparison.startsWith("<");
  switch (metric.kind) {
    case "error_rate":
      return `${bound} ${exactShare(limit)} of ${what} fail`;
    case "quantile":
      return isUpper
        ? `${exactShare(metric.quantile)} of ${what} take ${bound} ${exactTime(limit)}`
        : `the slowest ${exactShare(1 - metric.quantile)} of ${what} take ${bound} ${exactTime(limit)}`;
    case "mean":
      return `${what} take ${bound} ${exactTime(limit)} on average`;
    case "max":
      return `the slowest of ${what} takes ${bound} ${exactTime(limit)}`;
    case "rate":
      return `${bound} ${exactNumber(limit)} of ${what} end a second`;
    case "attempts":
      return `${bound} ${exactNumber(limit)} connections a second are tried for ${what}`;
    case "in_flight":
      return `${bound} ${exactNumber(limit)} of ${what} are under way at once`;
    case "amplification":
      return signal.kind === "edge"
        ? `${signal.caller} makes ${bound} ${exactNumber(limit)} calls to ${signal.callee} for each request that came in to it`
        : `${bound} ${exactNumber(limit)} attempts are made for each of ${what}`;
    case "value":
      return `the mean of what ${what} reads is ${bound} ${exactNumber(limit)}`;
    case "fires":
      return `${what} fires ${bound} ${exactTime(limit)} after the first fault went in`;
    case "ratio":
      return `the time that ${exactShare(metric.quantile)} of ${what} don't exceed is ${bound} ${exactNumber(limit)} times that of the other arm`;
    case "excess":
      return `the share of ${what} that fail, less that of the other arm, is ${bound} ${exactShare(limit)}`;
    case "recovery":
      return `steady state is back ${bound} ${exactTime(limit)} after the last fault began to be taken out`;
  }
}

/** Names what is counted and measured: requests of a load, its messages or visits, or calls on an edge. */
function observationsOf({ signal }: Criterion, loads: readonly LoadSpec[]): string {
  if (signal.kind === "edge") return `the calls of ${signal.caller} to ${signal.callee}`;
  if (signal.kind === "sampled") return signal.name;
  const load = loadOfSignal(signal.name, loads);
  if (load?.steps !== undefined && signal.name === stepSignal(load.name, VISITS)) return `the visits of ${load.name}`;
  const step = load?.steps?.find(({ name }) => stepSignal(load.name, name) === signal.name);
  if (load !== undefined && step !== undefined) return `the requests that are step ${step.name} of ${load.name}`;
  if (load?.sessions !== undefined) return `the messages that are due to ${signal.name}`;
  return `the ${load?.command === undefined ? "requests" : "commands"} of ${signal.name}`;
}

function windowOf({ overMs, metric }: Criterion, list: CriterionList): string {
  if (overMs === undefined || metric.kind === "recovery" || metric.kind === "fires") return "";
  return list === "expect"
    ? `, in every ${exactTime(overMs)} of the fault phase`
    : `, over the last ${exactTime(overMs)}`;
}

function lasting({ forMs }: Criterion): string {
  return forMs === undefined ? "" : `, for ${exactTime(forMs)} without a break`;
}
