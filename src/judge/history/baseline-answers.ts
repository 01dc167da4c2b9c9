import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import { isInRanges } from "../../files/experiment/status-range.ts";
import { formatNumber } from "../criteria/format.ts";
import type { SignalReading } from "../measure/window.ts";
import type { Plan } from "../plan/plan.ts";
import type { SignalBoard } from "./signal-board.ts";

/** More of a load's requests than this without what they asked for, and it isn't the load that the experiment means. */
const MOST = 0.5;

/**
 * The loads whose answers in the baseline so far tell that it is no steady state, whatever the criteria say: a
 * sentence each. Most are a 4xx that `fail-on` doesn't name, or most failed and no steady-state criterion asks.
 */
export function unfitAnswers({ experiment }: Plan, signals: SignalBoard): string[] {
  const asksForErrors = new Set(
    experiment.steadyState.flatMap(({ signal, metric }) =>
      signal.kind === "load" && metric.kind === "error_rate" ? [signal.name] : [],
    ),
  );
  return experiment.loads.flatMap((load) => {
    const reading = signals.read(load.name);
    if (reading === undefined || reading.ended === 0) return [];
    return refusedInWords(load, reading) ?? (asksForErrors.has(load.name) ? [] : (failedInWords(load, reading) ?? []));
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

function failedInWords({ name }: LoadSpec, { ended, failed, errors }: SignalReading): string[] | undefined {
  if (failed <= ended * MOST) return undefined;
  const most = Object.entries(errors).map(([reason, times]) => `${reason} × ${formatNumber(times)}`);
  return [
    `most requests of ${name} failed in the baseline (${most.join(", ")} of ${formatNumber(ended)}), ` +
      `and no steady-state criterion is on ${name}.error_rate`,
  ];
}
