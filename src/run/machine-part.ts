import type { HarnessPart } from "../platforms/platform.ts";
import type { Clock } from "../values/clock/clock.ts";

/** Less than this is the usual coming and going of processes. */
const WAITING_MIN = 0.02;

/**
 * The machine that the run is on, as a part of the harness. `readWaitMs` tells for how long somebody wanted a processor
 * and had none since the machine was started; undefined where that can't be known, then the part says nothing.
 */
export function machinePart(clock: Clock, readWaitMs: () => number | undefined): HarnessPart {
  let atMs = clock.nowMs();
  let waitedMs = readWaitMs();
  return {
    name: "machine",
    read() {
      const nowMs = clock.nowMs();
      const nowWaitedMs = readWaitMs();
      const lastedMs = nowMs - atMs;
      const waiting = lastedMs > 0 ? ((nowWaitedMs ?? 0) - (waitedMs ?? 0)) / lastedMs : 0;
      atMs = nowMs;
      waitedMs = nowWaitedMs;
      return waiting >= WAITING_MIN ? { waiting: Math.min(1, waiting) } : undefined;
    },
  };
}
