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
  #wake: () => void = () => undefined;
  /** Time of the next ring; Infinity where it isn't known. */
  #setMs = Infinity;
  #ringsSeen = 0;
  #isListening = false;

  /**
   * Resolves at `atMs` on the machine's monotonic clock, at once when that has passed; or before, when it is cut short or the
   * wait before it was. One wait at a time.
   */
  waitUntil(atMs: number): Promise<void> {
    this.bringForward(atMs);
    void this.#listen();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Has the wait that is under way end at `atMs`, if that is earlier. One that ends by itself meanwhile may ring twice. */
  bringForward(atMs: number): void {
    // It rings at that time, or before.
    if (atMs >= this.#setMs) return;
    const { sets, dueMs } = this.#memory;
    this.#setMs = atMs;
    dueMs[0] = atMs;
    Atomics.add(sets, 0, 1);
    Atomics.notify(sets, 0);
  }

  /** Has the wait that is under way end now. The alarm stays set: it may end the next wait, too. */
  cutShort(): void {
    this.#wake();
  }

  /** Ends its thread; a wait that is under way resolves at once. */
  async close(): Promise<void> {
    Atomics.add(this.#memory.rings, 0, 1);
    Atomics.notify(this.#memory.rings, 0);
    await this.#thread.terminate();
  }

  /** Ends the wait that is under way at the next ring. */
  async #listen(): Promise<void> {
    if (this.#isListening) return;
    this.#isListening = true;
    const { rings } = this.#memory;
    const ring = Atomics.waitAsync(rings, 0, this.#ringsSeen);
    await (ring.async ? ring.value : undefined);
    this.#ringsSeen = Atomics.load(rings, 0);
    this.#isListening = false;
    this.#setMs = Infinity;
    this.#wake();
  }
}
