import { signalName } from "../../files/experiment/criterion.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import { isInRanges } from "../../files/experiment/status-range.ts";
import { edgeName } from "../../values/edge-name.ts";
import { formatNumber } from "../criteria/format.ts";
import { wilson } from "../measure/wilson.ts";
import type { SignalReading } from "../measure/window.ts";
import type { Plan } from "../plan/plan.ts";
import type { SignalBoard } from "./signal-board.ts";

/** More of a load's requests than this without what they asked for, and it isn't the load that the experiment means. */
const MOST = 0.5;

/**
 * The loads, and the edges that faults are on, whose answers in the baseline so far tell that it is no steady state, whatever the
 * criteria say: a sentence each. Most are a 4xx that `fail-on` doesn't name, or most failed and no steady-state criterion asks.
 */
export function unfitAnswers(plan: Plan, signals: SignalBoard): string[] {
  const { experiment } = plan;
  const asksForErrors = new Set(
    experiment.steadyState.flatMap(({ signal, metric }) =>
      signal.kind === "load" && metric.kind === "error_rate" ? [signal.name] : [],
    ),
  );
  const ofLoads = experiment.loads.flatMap((load) => {
    const reading = signals.read(load.name);
    if (reading === undefined || reading.ended === 0) return [];
    return refusedInWords(load, reading) ?? (asksForErrors.has(load.name) ? [] : (failedInWords(load, reading) ?? []));
  });
  return [...ofLoads, ...failedAlready(plan, signals)];
}

/**
 * The edges whose calls failed without a fault, of those that faults are on, where whoever calls does without already and a fault
 * shows nothing, and of those at whose proxies TLS ends, where they may fail for that.
 */
function failedAlready({ experiment, faults }: Plan, signals: SignalBoard): string[] {
  const asksForErrors = experiment.steadyState.flatMap(({ signal, metric }) =>
    signal.kind === "edge" && metric.kind === "error_rate" ? [signalName(signal)] : [],
  );
  const faulted = faults.flatMap(({ on }) => (on.kind === "edge" ? [edgeName(on)] : []));
  const ended = (experiment.edges ?? []).flatMap(({ edge, tls }) => (tls === undefined ? [] : [edgeName(edge)]));
  return [...new Set([...faulted, ...ended])].flatMap((edge) => {
    const reading = signals.read(edge);
    if (reading === undefined || reading.opaque > 0 || asksForErrors.includes(edge)) return [];
    // An edge is called seldom at times: one call that failed is no sign.
    if (wilson(reading.failed, reading.ended).low <= MOST) return [];
    const why = ended.includes(edge)
      ? "TLS ends at its proxy, whose certificate its callers have to trust"
      : "a fault on it would show nothing";
    return [
      `most calls on ${edge} failed in the baseline already (${reasonsOf(reading)}): ${why}; no steady-state criterion is on its error_rate`,
    ];
  });
}

function refusedInWords({ name, failOn }: LoadSpec, { ended, statuses }: SignalReading): string[] | undefined {
  const refused = Object.entries(statuses).filter(
    ([status]) => status.startsWith("4") && !isInRanges(Number(status), failOn),
  );
  const count = refused.reduce((sum, [, times]) => sum + times, 0);
  if (count <= ended * MOST) return undefined;
  const most = refused.map(([status, times]) => `${status} × ${formatNumber(times)}`).join(", ");
  return [
    `most answers to ${name} in the baseline were refusals (${most} of ${formatNumber(ended)}): ` +
      "ask for what the system has, or name these statuses in `fail-on`",
  ];
}

function failedInWords({ name }: LoadSpec, reading: SignalReading): string[] | undefined {
  if (reading.failed <= reading.ended * MOST) return undefined;
  return [
    `most requests of ${name} failed in the baseline (${reasonsOf(reading)}), ` +
      `and no steady-state criterion is on ${name}.error_rate`,
  ];
}

function reasonsOf({ errors, ended }: SignalReading): string {
  const most = Object.entries(errors).map(([reason, times]) => `${reason} × ${formatNumber(times)}`);
  return `${most.join(", ")} of ${formatNumber(ended)}`;
}
