import type { ThreadHealth } from "../clients/os/process-health.ts";
import type { PartReading } from "../judge/history/event.ts";
import type { HarnessPart } from "./platform.ts";

/** Less than this is the usual turn of an event loop, the usual turn for a processor, and a thread with time to spare. */
const WORTH_SAYING = { delayMs: 5, waiting: 0.03, busy: 0.5 } as const;

/** A process of ours that the system's traffic goes through, by what it says of its threads: the worst of them counts, as an edge is in one. */
export class ProcessPart implements HarnessPart {
  readonly name: string;
  #told: readonly ThreadHealth[] = [];
  #latest: readonly ThreadHealth[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Takes in what it said. */
  take(health: readonly ThreadHealth[]): void {
    // What a thread did before it was first asked was before anything was measured.
    this.#told = health.map((latest, thread) => this.#told[thread] ?? latest);
    this.#latest = health;
  }

  read(): PartReading | undefined {
    const all = this.#latest.flatMap((now, thread) => readThread(this.#told[thread] ?? now, now));
    this.#told = this.#latest;
    const worst = (key: keyof typeof WORTH_SAYING) => {
      const most = Math.max(0, ...all.map((thread) => thread[key]));
      return most >= WORTH_SAYING[key] && { [key]: most };
    };
    const reading = { ...worst("delayMs"), ...worst("waiting"), ...worst("busy") };
    return Object.keys(reading).length > 0 ? reading : undefined;
  }
}

/** Reads how a thread did between two readings; none when there was no time between them. */
function readThread(before: ThreadHealth, now: ThreadHealth): Required<Omit<PartReading, "failing">>[] {
  const lastedMs = now.atMs - before.atMs;
  if (lastedMs <= 0) return [];
  return [
    {
      delayMs: now.stalledMs - before.stalledMs,
      waiting: Math.min(1, ((now.waitedMs ?? 0) - (before.waitedMs ?? 0)) / lastedMs),
      busy: Math.min(1, (now.workedMs - before.workedMs) / lastedMs),
    },
  ];
}
