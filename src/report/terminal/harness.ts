import type { HarnessReading } from "../../history/event.ts";
import type { HarnessStats } from "../../history/result.ts";
import { Histogram } from "../../measure/histogram.ts";
import { latency, percent } from "./figures.ts";
import { type Line, type Style, span } from "./text.ts";

/** From where on the harness's own lateness is worth a warning. */
const LATE = { scheduleLagP99Ms: 20, loopDelayMs: 200 } as const;

/** A line when the harness runs late itself, so that nobody blames the system for it; none when all is well. */
export function lagWarning(reading: HarnessReading | undefined): Line[] {
  if (reading === undefined) return [];
  const lag = new Histogram();
  lag.add(reading.scheduleLag);
  const late = lateness(lag.quantileMs(0.99) ?? 0, reading.loopDelayMaxMs, reading.cpu);
  return late === undefined ? [] : [[span("warn", `harness is late: ${late}`)]];
}

/** Whether the harness was on time in a whole run, and if not, how late. */
export function harnessLine({ scheduleLagMs, loopDelayMaxMs, cpuMax }: HarnessStats): [text: string, style: Style] {
  const late = lateness(scheduleLagMs.p99, loopDelayMaxMs, cpuMax);
  if (late !== undefined) return [`ran late itself: ${late}`, "warn"];
  return [`on time: load sent ${latency(scheduleLagMs.p99)} late (p99)`, "good"];
}

/** CPU alone says nothing: busy and on time is well. Beside a delay it says where that came from. */
function lateness(lagP99Ms: number, loopDelayMs: number, cpu: number): string | undefined {
  const found: string[] = [];
  if (lagP99Ms > LATE.scheduleLagP99Ms) found.push(`load sent ${latency(lagP99Ms)} late (p99)`);
  if (loopDelayMs > LATE.loopDelayMs) found.push(`runner stalled ${latency(loopDelayMs)}`);
  return found.length === 0 ? undefined : [...found, `runner at ${percent(cpu)} of a core`].join(", ");
}
