import { phaseNames } from "../judge/history/event.ts";
import type { LiveSignal, LiveView } from "../judge/history/result.ts";

/** A gauge at a moment: the values of its labels, in their order, and a number; undefined where it can't be told. */
type Reading = readonly [labels: readonly string[], value: number | undefined];

/** A gauge: its meaning, its labels and its values at a moment. Latencies are in s, as Prometheus and OpenTelemetry have them. */
interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readings(view: LiveView): readonly Reading[];
}

const OVER = "over the last 2 s";

/** All that is told of a run in numbers while it goes on. */
export const gauges: readonly Gauge[] = [
  {
    name: "brownout_phase",
    help: "1 for the phase that the run is in",
    labels: ["phase"],
    readings: ({ phase }) => phaseNames.map((one) => [[one], one === phase ? 1 : 0]),
  },
  signalGauge("brownout_signal_rate", `Requests a second that ended ${OVER}`, ({ ratePerS }) => ratePerS),
  signalGauge("brownout_signal_error_ratio", `Share of them that failed ${OVER}`, ({ errorRate }) => errorRate),
  signalGauge("brownout_signal_in_flight", `The most requests in flight ${OVER}`, ({ inFlightMax }) => inFlightMax),
  {
    name: "brownout_signal_latency_seconds",
    help: `Latency from the scheduled time ${OVER}, those in flight with the age they have`,
    labels: ["signal", "quantile"],
    readings: (view) =>
      signalsOf(view).flatMap(({ name, p50Ms, p95Ms, p99Ms }) =>
        Object.entries({ 0.5: p50Ms, 0.95: p95Ms, 0.99: p99Ms }).map(
          ([quantile, ms]) => [[name, quantile], ms === undefined ? undefined : ms / 1000] as const,
        ),
      ),
  },
  {
    name: "brownout_fault_in",
    help: "1 while the fault is in",
    labels: ["fault"],
    readings: ({ faults }) => faults.map(({ id, state }) => [[id], state === "in" ? 1 : 0]),
  },
  {
    name: "brownout_criterion_holds",
    help: "1 where the criterion holds, 0 where it does not; absent where it can't be told",
    labels: ["role", "criterion"],
    readings: ({ criteria }) =>
      criteria.map(({ role, text, judgement: { holds } }) => [
        [role, text],
        holds === "unknown" ? undefined : Number(holds === "true"),
      ]),
  },
];

function signalGauge(name: string, help: string, read: (signal: LiveSignal) => number | undefined): Gauge {
  return { name, help, labels: ["signal"], readings: (view) => signalsOf(view).map((one) => [[one.name], read(one)]) };
}

function signalsOf({ loads, edges }: LiveView): readonly LiveSignal[] {
  return [...loads, ...edges];
}
