import type { ThreadHealth } from "../clients/os/process-health.ts";
import type { PartReading } from "../judge/history/event.ts";
import type { HarnessPart } from "./platform.ts";

/** Less than this is the usual turn of an event loop, the usual turn for a processor, and a thread with time to spare. */
const WORTH_SAYING = { delayMs: 5, waiting: 0.03, busy: 0.5 } as const;
/** Time over which work is looked at: over less a burst, which is soon over, would look like a thread at its limit. */
const BUSY_OVER_MS = 500;

/** A process of ours that the system's traffic goes through, by what it says of its threads: the worst of them counts, as an edge is in one. */
export class ProcessPart implements HarnessPart {
  readonly name: string;
  #told: readonly ThreadHealth[] = [];
  #latest: readonly ThreadHealth[] = [];
  /** By thread: what it said, from half a second before the latest on. */
  #history: readonly (readonly ThreadHealth[])[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Takes in what it said. */
  take(health: readonly ThreadHealth[]): void {
    // What a thread did before it was first asked was before anything was measured.
    this.#told = health.map((latest, thread) => this.#told[thread] ?? latest);
    this.#latest = health;
    this.#history = health.map((latest, thread) => lastOf([...(this.#history[thread] ?? []), latest]));
  }

  read(): PartReading | undefined {
    const all = this.#history.map((history, thread) => readThread(history, this.#told[thread]));
    this.#told = this.#latest;
    const worst = (key: keyof typeof WORTH_SAYING) => {
      const most = Math.max(0, ...all.map((thread) => thread[key]));
      return most >= WORTH_SAYING[key] && { [key]: most };
    };
    const reading = { ...worst("delayMs"), ...worst("waiting"), ...worst("busy") };
    return Object.keys(reading).length > 0 ? reading : undefined;
  }
}

/** Reads how a thread did since `before`; nothing new where it has said nothing since, but how busy it was. */
function readThread(history: readonly ThreadHealth[], before: ThreadHealth | undefined) {
  const now = history.at(-1) as ThreadHealth;
  const lastedMs = now.atMs - (before?.atMs ?? now.atMs);
  const isNew = before !== undefined && lastedMs > 0;
  return {
    delayMs: isNew ? now.stalledMs - before.stalledMs : 0,
    waiting: isNew ? Math.min(1, ((now.waitedMs ?? 0) - (before.waitedMs ?? 0)) / lastedMs) : 0,
    busy: busyIn(history),
  };
}

/** Drops what was said before the last half second, but for the latest of it, and by a thread that another has replaced. */
function lastOf(history: readonly ThreadHealth[]): readonly ThreadHealth[] {
  const nowMs = history.at(-1)?.atMs ?? 0;
  const own = history.filter(({ atMs }) => atMs <= nowMs);
  return own.slice(
    Math.max(
      0,
      own.findLastIndex(({ atMs }) => atMs <= nowMs - BUSY_OVER_MS),
    ),
  );
}

/** Share of the last half second in which a thread was at work: before half a second is known, of what is known of it. */
function busyIn(history: readonly ThreadHealth[]): number {
  const [first, last] = [history[0], history.at(-1)] as [ThreadHealth, ThreadHealth];
  const workedMs = (last.workedMs ?? 0) - (first.workedMs ?? 0);
  return Math.min(1, workedMs / Math.max(BUSY_OVER_MS, last.atMs - first.atMs));
}
