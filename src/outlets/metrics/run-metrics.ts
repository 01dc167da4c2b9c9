import { Gauge, Registry } from "prom-client";
import { phaseNames } from "../../judge/history/event.ts";
import { liveViewOf } from "../../judge/history/live-view.ts";
import type { LiveSignal, LiveView } from "../../judge/history/result.ts";
import type { RunState } from "../../judge/history/run-state.ts";

/** By the name of a gauge: its meaning, its labels and its values at a moment. Latencies are in s, as Prometheus has them. */
interface GaugeOf {
  readonly help: string;
  readonly labels: readonly string[];
  values(view: LiveView): readonly (readonly [labels: readonly string[], value: number | undefined])[];
}

const OVER = "over the last 2 s";

const gauges: Readonly<Record<string, GaugeOf>> = {
  brownout_phase: {
    help: "1 for the phase that the run is in",
    labels: ["phase"],
    values: ({ phase }) => phaseNames.map((one) => [[one], one === phase ? 1 : 0]),
  },
  brownout_signal_rate: signalGauge(`Requests a second that ended ${OVER}`, ({ ratePerS }) => ratePerS),
  brownout_signal_error_ratio: signalGauge(`Share of them that failed ${OVER}`, ({ errorRate }) => errorRate),
  brownout_signal_in_flight: signalGauge(`The most requests in flight ${OVER}`, ({ inFlightMax }) => inFlightMax),
  brownout_signal_latency_seconds: {
    help: `Latency from the scheduled time ${OVER}, those in flight with the age they have`,
    labels: ["signal", "quantile"],
    values: (view) =>
      signalsOf(view).flatMap(({ name, p50Ms, p95Ms, p99Ms }) =>
        Object.entries({ 0.5: p50Ms, 0.95: p95Ms, 0.99: p99Ms }).map(
          ([quantile, ms]) => [[name, quantile], ms === undefined ? undefined : ms / 1000] as const,
        ),
      ),
  },
  brownout_fault_in: {
    help: "1 while the fault is in",
    labels: ["fault"],
    values: ({ faults }) => faults.map(({ id, state }) => [[id], state === "in" ? 1 : 0]),
  },
  brownout_criterion_holds: {
    help: "1 where the criterion holds, 0 where it does not; absent where it can't be told",
    labels: ["role", "criterion"],
    values: ({ criteria }) =>
      criteria.map(({ role, text, judgement: { holds } }) => [
        [role, text],
        holds === "unknown" ? undefined : Number(holds === "true"),
      ]),
  },
};

function signalGauge(help: string, read: (signal: LiveSignal) => number | undefined): GaugeOf {
  return { help, labels: ["signal"], values: (view) => signalsOf(view).map((one) => [[one.name], read(one)]) };
}

function signalsOf({ loads, edges }: LiveView): readonly LiveSignal[] {
  return [...loads, ...edges];
}

/** The metrics of a run as Prometheus reads them, made of its state whenever they are asked for. */
export async function metricsPage(state: RunState): Promise<string> {
  const registry = new Registry();
  const view = liveViewOf(state);
  registry.setDefaultLabels({ experiment: view.experiment, run: view.run });
  for (const [name, { help, labels, values }] of Object.entries(gauges)) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    for (const [labelValues, value] of values(view)) if (value !== undefined) gauge.labels(...labelValues).set(value);
  }
  return registry.metrics();
}
