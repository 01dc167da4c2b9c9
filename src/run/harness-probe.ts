import { readMachineWaitMs } from "../clients/os/machine-pressure.ts";
import type { HarnessReading } from "../judge/history/event.ts";
import type { HarnessPart } from "../platforms/platform.ts";
import type { Clock } from "../values/clock/clock.ts";
import { watchLoopDelay } from "../values/clock/loop-delay.ts";
import { machinePart } from "./machine-part.ts";

/** Measures the harness: it runs on the same machine as what it measures. */
export interface HarnessProbe {
  /** Parts that are there whatever the system is. */
  readonly parts: readonly HarnessPart[];
  /** Since the reading before. */
  read(): Omit<HarnessReading, "scheduleLag" | "parts">;
  stop(): void;
}

/** A probe of this process and this machine. */
export function startHarnessProbe(clock: Clock): HarnessProbe {
  const loop = watchLoopDelay();
  let cpu = process.cpuUsage();
  let atMs = clock.nowMs();
  return {
    parts: [machinePart(clock, readMachineWaitMs)],
    read() {
      const used = process.cpuUsage(cpu);
      const elapsedMs = Math.max(clock.nowMs() - atMs, 1);
      cpu = process.cpuUsage();
      atMs = clock.nowMs();
      return { loopDelayMaxMs: loop.takeMaxMs(), cpu: (used.user + used.system) / 1000 / elapsedMs };
    },
    stop: () => loop.stop(),
  };
}
