import { Gauge, Registry } from "prom-client";
import { liveViewOf } from "../../judge/history/live-view.ts";
import type { RunState } from "../../judge/history/run-state.ts";
import { gauges } from "../gauges.ts";

/** The metrics of a run as Prometheus reads them, made of its state whenever they are asked for. */
export async function metricsPage(state: RunState): Promise<string> {
  const registry = new Registry();
  const view = liveViewOf(state);
  registry.setDefaultLabels({ experiment: view.experiment, run: view.run });
  for (const { name, help, labels, readings } of gauges) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    for (const [labelValues, value] of readings(view)) if (value !== undefined) gauge.labels(...labelValues).set(value);
  }
  return registry.metrics();
}
