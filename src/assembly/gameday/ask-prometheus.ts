import { readPrometheus } from "../../clients/sampling/prometheus.ts";
import { readOnce } from "../../run/signal-poller.ts";
import { unlessInterrupted } from "../interrupted.ts";
import type { RunContext } from "../run-context.ts";

/** Longer than any answer is waited for. */
const STALE_AFTER_MS = 15_000;

/**
 * Asks a Prometheus server for one number.
 * @param name what it is, for errors
 * @throws NoSampleError where there is none; SignalSpecError where there never can be
 */
export function askPrometheus(name: string, url: string, query: string, context: RunContext): Promise<number> {
  const signal = { name, url, query, everyMs: 1000, staleAfterMs: STALE_AFTER_MS };
  const answer = readOnce(signal, (_, abort) => readPrometheus(signal, abort), context.clock, context.signal);
  return unlessInterrupted(answer, context);
}
