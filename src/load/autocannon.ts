import autocannon from "autocannon";
import { isInRanges, type StatusRange } from "../files/experiment/status-range.ts";
import { Histogram } from "../judge/measure/histogram.ts";
import { failureReason } from "./failure.ts";
import { type LoadReport, latencyPercentiles } from "./load-report.ts";

/** Connections that each send their next request when the last one has ended. */
export interface ClosedLoop {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly connections: number;
  /** Requests per second at most, over all connections; without it, as fast as the target answers. */
  readonly ratePerS?: number;
  readonly durationMs: number;
  /** A second or more: autocannon takes no less. */
  readonly timeoutMs: number;
  readonly failOn: readonly StatusRange[];
}

const NOTE =
  "closed loop: a slow target is sent less, so these latencies leave out what callers would have waited; not for a verdict";

/** Finds out how much a target can take. Ends early when the signal aborts, with what was measured until then. */
export async function saturate(loop: ClosedLoop, signal: AbortSignal): Promise<LoadReport> {
  const ended = Promise.withResolvers<autocannon.Result>();
  const run = autocannon(optionsOf(loop), (error, result) => (error ? ended.reject(error) : ended.resolve(result)));
  const stop = () => run.stop();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const latency = new Histogram();
  const errors: Record<string, number> = {};
  let unanswered = 0;
  const count = (reason: string) => {
    errors[reason] = (errors[reason] ?? 0) + 1;
  };
  // From its events and not from its result, whose latencies are whole milliseconds.
  run.on("response", (_client, status, _bytes, responseMs) => {
    latency.record(responseMs);
    if (isInRanges(status, loop.failOn)) count(`status ${status}`);
  });
  run.on("reqError", (error: Error) => {
    unanswered += 1;
    count(reasonOf(error));
  });
  try {
    const { duration } = await ended.promise;
    return report({ latency, errors, unanswered, durationS: duration });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function optionsOf(loop: ClosedLoop): autocannon.Options {
  const { method, url, headers, body, connections, ratePerS, durationMs, timeoutMs } = loop;
  return {
    url,
    method: method as NonNullable<autocannon.Options["method"]>,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    connections,
    duration: durationMs / 1000,
    timeout: timeoutMs / 1000,
    // How often it looks whether it is over, in milliseconds.
    sampleInt: 50,
    // Its correction for coordinated omission expects a response every Math.ceil(1 / rate), which is 1, milliseconds
    // (autocannon 9, lib/run.js): wrong at every rate but 1000 per second and connection. Without a rate it has none,
    // and refuses the option.
    ...(ratePerS === undefined ? {} : { overallRate: ratePerS, ignoreCoordinatedOmission: true }),
  };
}

/** autocannon reports a timeout as an error without a code. */
function reasonOf(error: Error): string {
  return error.message === "request timed out" ? "timeout" : failureReason(error);
}

interface Counted {
  readonly latency: Histogram;
  /** By reason. */
  readonly errors: Readonly<Record<string, number>>;
  /** Those of the errors that came without a response. */
  readonly unanswered: number;
  readonly durationS: number;
}

function report({ latency, errors, unanswered, durationS }: Counted): LoadReport {
  const failures = Object.values(errors).reduce((sum, count) => sum + count, 0);
  return {
    kind: "autocannon",
    requests: latency.total + unanswered,
    failures,
    errors,
    in_flight: 0,
    rate: durationS > 0 ? latency.total / durationS : 0,
    latency_ms: latencyPercentiles(latency),
    schedule_lag_ms: null,
    grain_ms: null,
    note: NOTE,
  };
}
