import { liveViewOf } from "../../judge/history/live-view.ts";
import { LIVE_WINDOW_MS, type RunState } from "../../judge/history/run-state.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { messageOf } from "../../values/errors.ts";
import { gauges } from "../gauges.ts";
import type { Outlet } from "../outlet.ts";
import { Batches } from "./batches.ts";
import { resourceMetrics, resourceSpans, type Span } from "./document.ts";
import { RequestSpans } from "./request-spans.ts";
import { closingSpans, leftPhaseSpan, type Stopped } from "./run-spans.ts";

/** A collector, or whatever else takes OTLP over HTTP. */
export interface OtlpEndpoint {
  /** Such as `http://127.0.0.1:4318` or one with a path, under which `v1/traces` and `v1/metrics` are. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Numbers are of the last two seconds, so that more of them would say the same again. */
const METRICS_EVERY_MS = LIVE_WINDOW_MS;

/** A run as a trace, its phases and faults as spans of it, sampled requests as traces of their own, and its metrics while it goes on. */
export function otlpOutlet({ url, headers }: OtlpEndpoint, clock: Clock): Outlet {
  // Each has its own, so that one that hangs doesn't hold the other up.
  const traces = new Batches({ url, headers, kind: "traces" }, clock);
  const metrics = new Batches({ url, headers, kind: "metrics" }, clock);
  let last: RunState | undefined;
  let stopped: Stopped | undefined;
  let metricsDueMs = 0;
  const requests = new RequestSpans();
  let sampled: Span[] = [];
  const sendSampled = ({ started }: RunState) => {
    if (sampled.length > 0) traces.add(resourceSpans(started, sampled));
    sampled = [];
  };
  return {
    name: `OpenTelemetry at ${new URL(url).host}`,
    tell(event, state) {
      last = state;
      if (event.type === "stopped") stopped ??= event;
      if (event.type === "phase") {
        const span = leftPhaseSpan(state);
        if (span !== undefined) traces.add(resourceSpans(state.started, [span]));
      }
      if (event.type === "tick" && event.atMs >= metricsDueMs) {
        metricsDueMs = event.atMs + METRICS_EVERY_MS;
        metrics.add(metricsOf(state));
        sendSampled(state);
      }
    },
    tellSampled(ended) {
      if (last === undefined) return;
      const { started, faults } = last;
      const outcomes = faults.outcomes();
      sampled.push(...ended.map((request) => requests.spanOf(request, started, outcomes)));
    },
    async finish(result, signal) {
      if (last !== undefined) {
        sendSampled(last);
        const linksOf = (fault: string) => requests.linksOf(fault);
        const spans = closingSpans({ result, plan: last.plan, stopped, linksOf });
        traces.add(resourceSpans(last.started, spans));
        metrics.add(metricsOf(last));
      }
      await finishAll({ traces, metrics }, signal);
    },
    async close() {
      await Promise.all([traces.close(), metrics.close()]);
    },
  };
}

/** All gauges at the moment that a run is at; those that can't be told aren't in it. */
function metricsOf(state: RunState): object {
  const view = liveViewOf(state);
  const run = { experiment: view.experiment, run: view.run };
  const told = gauges.map(({ name, help, labels, readings }) => ({
    name,
    description: help,
    points: readings(view).flatMap(([values, value]) => {
      const named = Object.fromEntries(labels.map((label, index) => [label, values[index]]));
      return value === undefined ? [] : [{ attributes: { ...run, ...named }, value }];
    }),
  }));
  const atMs = Date.parse(state.started.wall) + state.nowMs;
  return resourceMetrics(
    state.started,
    atMs,
    told.filter(({ points }) => points.length > 0),
  );
}

/** @throws Error with what was not taken of each */
async function finishAll(all: Readonly<Record<string, Batches>>, signal: AbortSignal): Promise<void> {
  const untold = await Promise.all(
    Object.entries(all).map(async ([name, batches]) => {
      try {
        await batches.finish(signal);
        return [];
      } catch (error) {
        return [`of ${name}, ${messageOf(error)}`];
      }
    }),
  );
  if (untold.flat().length > 0) throw new Error(untold.flat().join("; "));
}
