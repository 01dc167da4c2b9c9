import { Worker } from "node:worker_threads";
import { programFile } from "../values/own-files.ts";

/** The memory that an alarm and its thread share. */
export interface AlarmMemory {
  /** Grows by one whenever the alarm is set; the thread sleeps on it. */
  readonly sets: Int32Array<SharedArrayBuffer>;
  /** Grows by one whenever the alarm rings; the owner waits on it. */
  readonly rings: Int32Array<SharedArrayBuffer>;
  /** Time of the next ring, on the machine's monotonic clock; Infinity for not at all. */
  readonly dueMs: Float64Array<SharedArrayBuffer>;
}

/**
 * Waits for a time. A timer of the event loop has a grain of a millisecond; this one has a thread of its own that
 * sleeps in `Atomics.wait` and wakes its owner through `Atomics.waitAsync`: late by some 0.1 ms, most of it what the
 * kernel takes to wake two threads up.
 */
export class Alarm {
  readonly #memory: AlarmMemory = {
    sets: new Int32Array(new SharedArrayBuffer(4)),
    rings: new Int32Array(new SharedArrayBuffer(4)),
    dueMs: new Float64Array(new SharedArrayBuffer(8)).fill(Infinity),
  };
  // Not listened to for errors on purpose: what breaks the alarm breaks its owner.
  readonly #thread = new Worker(programFile("src/load/alarm-thread"), { workerData: this.#memory });

  /** Resolves at `atMs` on the machine's monotonic clock, at once when that has passed. One wait at a time. */
  async waitUntil(atMs: number): Promise<void> {
    const { sets, rings, dueMs } = this.#memory;
    const ringsSeen = Atomics.load(rings, 0);
    dueMs[0] = atMs;
    Atomics.add(sets, 0, 1);
    Atomics.notify(sets, 0);
    const wait = Atomics.waitAsync(rings, 0, ringsSeen);
    if (wait.async) await wait.value;
  }

  /** Has the wait that is under way end at `atMs`, if that is earlier. One that ends by itself meanwhile may ring twice. */
  bringForward(atMs: number): void {
    const { sets, dueMs } = this.#memory;
    if (atMs >= (dueMs[0] ?? Infinity)) return;
    dueMs[0] = atMs;
    Atomics.add(sets, 0, 1);
    Atomics.notify(sets, 0);
  }

  /** Ends its thread; a wait that is under way resolves at once. */
  async close(): Promise<void> {
    Atomics.add(this.#memory.rings, 0, 1);
    Atomics.notify(this.#memory.rings, 0);
    await this.#thread.terminate();
  }
}
