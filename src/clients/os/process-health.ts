import { readFileSync } from "node:fs";
import type { Cancel, Clock } from "../../values/clock/clock.ts";

/** Delays of a thread of ours since it began; it is in the way of what is measured through it. All only grows. */
export interface ThreadHealth {
  /** Time of this reading, in ms on its own clock. */
  readonly atMs: number;
  /** For how long in all its event loop stood still, so that what came then had to wait; in ms. */
  readonly stalledMs: number;
  /** For how long it wanted a processor and had none, in ms; not there where the system doesn't say. */
  readonly waitedMs?: number;
  /** For how long a processor worked for it, in ms, without what it spent waiting for a time to come; not there of a proxy from before threads. */
  readonly workedMs?: number;
}

/** In which a process says it, as JSON, with an answer of its own: a list of its threads that carry traffic. */
export const PROCESS_HEADER = "brownout-process";

const BEAT_MS = 10;
/** A timer is this late on a machine that has nothing else to do. */
const USUAL_LATENESS_MS = 2;

/** Measures this thread, from when it is made until it is stopped. */
export class HealthProbe {
  readonly #clock: Clock;
  readonly #spunMs: () => number;
  readonly #stopBeating: Cancel;
  #beatMs: number;
  #stalledMs = 0;

  /** @param spunMs processor time that it has spent on waiting for a time to come, in ms */
  constructor(clock: Clock, spunMs: () => number = () => 0) {
    this.#clock = clock;
    this.#spunMs = spunMs;
    this.#beatMs = clock.nowMs();
    this.#stopBeating = clock.every(BEAT_MS, () => this.#beat());
  }

  /** A stall that was just over, or goes on, counts as far as it has come. */
  read(): ThreadHealth {
    this.#noteLateness();
    const waitedMs = runDelayMs();
    const { user, system } = process.threadCpuUsage();
    return {
      atMs: this.#clock.nowMs(),
      stalledMs: this.#stalledMs,
      ...(waitedMs !== undefined && { waitedMs }),
      workedMs: Math.max(0, (user + system) / 1000 - this.#spunMs()),
    };
  }

  stop(): void {
    this.#stopBeating();
  }

  #beat(): void {
    this.#noteLateness();
    this.#beatMs = this.#clock.nowMs();
  }

  /** Notes the lateness of this beat; what was noted of it once isn't noted again. */
  #noteLateness(): void {
    const nowMs = this.#clock.nowMs();
    const lateMs = nowMs - this.#beatMs - BEAT_MS;
    if (lateMs <= USUAL_LATENESS_MS) return;
    this.#stalledMs += lateMs;
    this.#beatMs = nowMs - BEAT_MS;
  }
}

/**
 * Time in ms for which this thread, which its event loop runs on, waited to run, as Linux counts it; undefined
 * where it doesn't. The second number is the time on the run queue, in ns.
 */
function runDelayMs(): number | undefined {
  try {
    const waitedNs = Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[1]);
    return Number.isFinite(waitedNs) && waitedNs > 0 ? waitedNs / 1e6 : undefined;
  } catch {
    return undefined;
  }
}
