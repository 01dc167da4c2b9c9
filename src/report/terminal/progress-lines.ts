import { formatJudgement } from "../../judge/criteria/judgement-in-words.ts";
import type { RunEvent } from "../../judge/history/event.ts";
import type { LiveSignal, LiveView } from "../../judge/history/result.ts";
import { answers, count, latency, percent, rate, stopwatch } from "./figures.ts";

const STATUS_EVERY_MS = 2000;

/**
 * A run as plain lines, for where there is no terminal: a line for each turn it takes and one about every two
 * seconds. The returned function takes in each event with a way to see the run at that moment.
 */
export function progressLines(): (event: RunEvent, view: () => LiveView) => string[] {
  let statusAtMs = 0;
  const records = new Map<string, string>();
  return (event, view) => {
    if (event.type === "undo-recorded") records.set(event.record.id, event.record.what);
    if (event.type === "tick") {
      if (event.atMs - statusAtMs < STATUS_EVERY_MS) return [];
      statusAtMs = event.atMs;
      return view().loads.map((load) => timed(event, statusOf(load)));
    }
    // A phase has nothing to tell at its very beginning.
    if (event.type === "phase") statusAtMs = event.atMs;
    return turnOf(event, view, records).map((words) => timed(event, words));
  };
}

function timed(event: RunEvent, words: string): string {
  return `${stopwatch(event.atMs).padStart(6)}  ${words}`;
}

function statusOf(load: LiveSignal): string {
  const { name, ratePerS, errorRate, p50Ms, p95Ms, p99Ms, inFlightMax, statuses } = load;
  const latencies = `p50 ${latency(p50Ms)}, p95 ${latency(p95Ms)}, p99 ${latency(p99Ms)}`;
  const figures = `${rate(ratePerS)}, errors ${percent(errorRate)}, ${latencies}, in flight ${count(inFlightMax)}`;
  return `  ${name}: ${figures}, answers ${answers(statuses)}`;
}

/** `records` tells what each undo record is about, by its id. */
function turnOf(event: RunEvent, view: () => LiveView, records: ReadonlyMap<string, string>): string[] {
  switch (event.type) {
    case "run-started":
      return [`run ${event.run}: ${event.plan.experiment.title}`];
    case "phase":
      return [`phase ${event.phase}`];
    case "injected":
      return [`fault ${event.fault} is in: ${view().faults.find(({ id }) => id === event.fault)?.what}`];
    case "verified":
      return [`fault ${event.fault} ${event.took === "true" ? "took effect" : "did not show"}: ${event.evidence}`];
    case "remedy-begun":
      return [`remedy ${event.remedy}: ${view().remedies.find(({ id }) => id === event.remedy)?.what}`];
    case "remedy-done":
      return [`remedy ${event.remedy} is done: ${event.evidence}`];
    case "remedy-failed":
      return [`remedy ${event.remedy} could NOT be done: ${event.why}`];
    case "undone":
    case "recovered":
      return [`taken out: ${records.get(event.record) ?? event.record}`];
    case "undo-failed":
      return [`NOT taken out: ${records.get(event.record) ?? event.record}: ${event.why}`];
    case "service-died":
      return [`SERVICE DIED ${event.why}`];
    case "pods":
      return [`pods of ${event.service}: ${event.ready} of ${event.desired} ready`];
    case "stopped":
      return [stopInWords(event.cause, view)];
    case "run-ended":
      return [`ended with exit code ${event.exitCode}`];
    default:
      return [];
  }
}

function stopInWords(cause: Extract<RunEvent, { type: "stopped" }>["cause"], view: () => LiveView): string {
  switch (cause.kind) {
    case "abort": {
      const criterion = view().criteria.filter(({ role }) => role === "abort")[cause.index];
      return `ABORT ${criterion ? formatJudgement(criterion, cause.judgement) : ""}`;
    }
    case "no-steady-state":
      return "no steady state: nothing is injected";
    case "interrupted":
      return `${cause.signal}: taking everything out`;
    case "broken":
      return `broken: ${cause.message}`;
  }
}
