import type { ProcessHealth } from "../clients/os/process-health.ts";
import type { PartReading } from "../judge/history/event.ts";
import type { HarnessPart } from "./platform.ts";

/** Less than this is the usual turn of an event loop, and the usual turn for a processor. */
const WORTH_SAYING = { delayMs: 5, waiting: 0.03 } as const;

/** A process of ours that the system's traffic goes through, by what it says of itself. */
export class ProcessPart implements HarnessPart {
  readonly name: string;
  #told: ProcessHealth | undefined;
  #latest: ProcessHealth | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** Takes in what it said. */
  take(health: ProcessHealth): void {
    // What it did before it was first asked was before anything was measured.
    this.#told ??= health;
    this.#latest = health;
  }

  read(): PartReading | undefined {
    const [before, now] = [this.#told, this.#latest];
    if (before === undefined || now === undefined || now.atMs <= before.atMs) return undefined;
    this.#told = now;
    const delayMs = now.stalledMs - before.stalledMs;
    const waitedMs = (now.waitedMs ?? 0) - (before.waitedMs ?? 0);
    const waiting = Math.min(1, waitedMs / (now.atMs - before.atMs));
    const reading = {
      ...(delayMs >= WORTH_SAYING.delayMs && { delayMs }),
      ...(waiting >= WORTH_SAYING.waiting && { waiting }),
    };
    return Object.keys(reading).length > 0 ? reading : undefined;
  }
}
