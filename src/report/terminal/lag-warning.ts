import type { HarnessReading } from "../../history/event.ts";
import { Histogram } from "../../measure/histogram.ts";
import { latency, percent } from "./figures.ts";
import { type Line, span } from "./text.ts";

/** What makes a reading of the harness worth a line of the live view. */
const LATE = { scheduleLagP99Ms: 20, loopDelayMs: 200, cpu: 0.95 } as const;

/** A line when the harness runs late itself, so that nobody blames the system for it; none when all is well. */
export function lagWarning(reading: HarnessReading | undefined): Line[] {
  if (reading === undefined) return [];
  const lag = new Histogram();
  lag.add(reading.scheduleLag);
  const lagMs = lag.quantileMs(0.99) ?? 0;
  const found: string[] = [];
  if (lagMs > LATE.scheduleLagP99Ms) found.push(`load sent ${latency(lagMs)} late (p99)`);
  if (reading.loopDelayMaxMs > LATE.loopDelayMs) found.push(`runner stalled ${latency(reading.loopDelayMaxMs)}`);
  if (reading.cpu > LATE.cpu) found.push(`runner at ${percent(reading.cpu)} of a core`);
  return found.length === 0 ? [] : [[span("warn", `harness is late: ${found.join(", ")}`)]];
}
