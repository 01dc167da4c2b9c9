import type { RunEvent } from "../../src/judge/history/event.ts";
import { createRun } from "../../src/records/journal/run-folder.ts";

/** Keeps a run as if it had been made: its folder, and a journal of these events. */
export async function keepRun(runsFolder: string, run: string, events: readonly RunEvent[]): Promise<void> {
  const { journal, claim } = await createRun(runsFolder, run, []);
  for (const event of events) journal.append(event.type === "run-started" ? { ...event, run } : event);
  const broken = await journal.close();
  if (broken) throw broken;
  await claim.release();
}

/**
 * The events with all latencies that signals measured longer by so many histogram buckets, about 0.7 % each, and begun so
 * many minutes later.
 */
export function slowerEvents(events: readonly RunEvent[], buckets: number, minutes: number): readonly RunEvent[] {
  return events.map((event) => {
    if (event.type === "run-started")
      return { ...event, wall: new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString() };
    if (event.type !== "tick") return event;
    const signals = Object.entries(event.signals).map(([name, delta]) => {
      const latency = delta.latency.map((value, at) => (at % 2 === 0 ? value + buckets : value));
      return [name, { ...delta, latency }] as const;
    });
    return { ...event, signals: Object.fromEntries(signals) };
  });
}
