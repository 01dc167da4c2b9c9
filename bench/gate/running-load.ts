import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import type { RunningLoad } from "../../src/load/load.ts";
import { openLoop } from "../../src/load/open-loop.ts";
import type { ArmSplit } from "../../src/values/arms.ts";

const RATE_PER_S = 500;

/** Starts a load, `users`, on a service. It goes on until it is stopped. */
export function startLoad(
  url: string,
  onSignals: (signals: Readonly<Record<string, SignalDelta>>) => void,
  arms?: ArmSplit,
): Promise<RunningLoad> {
  const load = {
    name: "users",
    pacing: { kind: "constant", ratePerS: RATE_PER_S },
    requests: [{ method: "GET", urls: [url], headers: {}, weight: 1 }],
    timeoutMs: 5000,
    maxInFlight: 10_000,
    failOn: [{ from: 500, to: 599 }],
    ...(arms && { arms }),
  } as const;
  return openLoop.start([load], {
    seed: 1,
    batchEveryMs: 50,
    run: "bench",
    signal: new AbortController().signal,
    onBatch: ({ signals }) => onSignals(signals),
    onBroken(error) {
      throw error;
    },
  });
}
