import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../clock/clock.ts";
import type { HarnessReading } from "../history/event.ts";

/** Measures the harness: it runs on the same machine as what it measures. */
export interface HarnessProbe {
  /** Since the reading before. */
  read(): Omit<HarnessReading, "scheduleLag" | "parts">;
  stop(): void;
}

const RESOLUTION_MS = 10;

/** A probe of this process. */
export function startHarnessProbe(clock: Clock): HarnessProbe {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let atMs = clock.nowMs();
  return {
    read() {
      const used = process.cpuUsage(cpu);
      const elapsedMs = Math.max(clock.nowMs() - atMs, 1);
      const reading = {
        // The histogram holds whole intervals between two turns of its timer.
        loopDelayMaxMs: delay.count > 0 ? Math.max(0, delay.max / 1e6 - RESOLUTION_MS) : 0,
        cpu: (used.user + used.system) / 1000 / elapsedMs,
      };
      delay.reset();
      cpu = process.cpuUsage();
      atMs = clock.nowMs();
      return reading;
    },
    stop: () => {
      delay.disable();
    },
  };
}
