import type { HarnessReading } from "../../judge/history/event.ts";
import { isSaturated } from "../../judge/history/meddling.ts";
import type { HarnessStats, PartStats } from "../../judge/history/result.ts";
import { Histogram } from "../../judge/measure/histogram.ts";
import { latency, percent } from "./figures.ts";
import { type Line, type Style, span } from "./text.ts";

/** From where on it is worth a word while a run goes on; what it could explain is judged elsewhere. */
const WORTH_A_WORD = { lagP99Ms: 20, delayMs: 100, waiting: 0.5, busy: 0.75 } as const;

/** A line when a part of the harness isn't well, so that nobody blames the system for it; none when all are. */
export function lagWarning(reading: HarnessReading | undefined): Line[] {
  if (reading === undefined) return [];
  const lag = new Histogram();
  lag.add(reading.scheduleLag);
  const lagMs = lag.quantileMs(0.99) ?? 0;
  const words = lagMs > WORTH_A_WORD.lagP99Ms ? [`load sent ${latency(lagMs)} late (p99)`] : [];
  for (const [name, part] of Object.entries(reading.parts ?? {})) {
    const { delayMs = 0, waiting = 0, busy = 0, failing } = part;
    const word = partInWords(delayMs, waiting, busy, failing);
    if (word !== undefined) words.push(`${name} ${word}`);
  }
  return words.length === 0 ? [] : [[span("warn", `harness: ${words.join(", ")}`)]];
}

/** A line on the harness in a whole run: how much of it is of no use, and because of what. */
export function harnessLine({ scheduleLagMs, unusable, parts }: HarnessStats): [text: string, style: Style] {
  const sent = `load sent ${latency(scheduleLagMs.p99)} late (p99)`;
  if (unusable === 0) {
    const troubles = Object.entries(parts).flatMap(([name, part]) => {
      const word = partOf(part);
      return word === undefined ? [] : [`${name} ${word}`];
    });
    if (troubles.length > 0) return [`${sent}; ${troubles.join(", ")}`, "warn"];
    return scheduleLagMs.p99 <= WORTH_A_WORD.lagP99Ms
      ? [`on time: ${sent}`, "good"]
      : [`${sent}; all that was measured is of use`, "plain"];
  }
  const spoilers = Object.entries(parts)
    .filter(([, part]) => part.unusable > 0)
    .sort(([, a], [, b]) => b.unusable - a.unusable)
    .map(([name, part]) => `${name} ${percent(part.unusable)}${spoiledBy(part)}`);
  return [`${percent(unusable)} of what was measured is of no use: ${spoilers.join(", ")}; ${sent}`, "warn"];
}

function spoiledBy(part: PartStats): string {
  const word = partOf(part);
  return word === undefined ? "" : ` (${word})`;
}

function partOf({ delayMaxMs, waiting, busyMax = 0, failing }: PartStats): string | undefined {
  return partInWords(delayMaxMs, waiting, busyMax, failing);
}

function partInWords(delayMs: number, waiting: number, busy: number, failing: string | undefined): string | undefined {
  if (failing !== undefined) return `fails: ${failing}`;
  if (delayMs >= WORTH_A_WORD.delayMs) return `stalled for up to ${latency(delayMs)}`;
  if (waiting >= WORTH_A_WORD.waiting && !isSaturated({ busy }))
    return `waits for a processor ${percent(waiting)} of the time`;
  return busy >= WORTH_A_WORD.busy ? `at work for up to ${percent(busy)} of the time` : undefined;
}
