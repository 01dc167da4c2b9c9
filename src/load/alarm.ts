import { Worker } from "node:worker_threads";
import { threadFile } from "./thread-file.ts";

/** The memory that an alarm and its thread share. */
export interface AlarmMemory {
  /** Grows by one whenever the alarm is set; the thread sleeps on it. */
  readonly sets: Int32Array<SharedArrayBuffer>;
  /** Grows by one whenever the alarm rings; the owner waits on it. */
  readonly rings: Int32Array<SharedArrayBuffer>;
  /** When to ring next, on the machine's monotonic clock; Infinity for not at all, NaN to end the thread. */
  readonly dueMs: Float64Array<SharedArrayBuffer>;
}

/**
 * Rings at a set time. A timer of the event loop has a grain of a millisecond; this one has a thread of its own that
 * sleeps in `Atomics.wait` and wakes its owner through `Atomics.waitAsync`, good to some 0.02 ms on a quiet machine.
 */
export class Alarm {
  readonly #memory: AlarmMemory = {
    sets: new Int32Array(new SharedArrayBuffer(4)),
    rings: new Int32Array(new SharedArrayBuffer(4)),
    dueMs: new Float64Array(new SharedArrayBuffer(8)).fill(Infinity),
  };
  readonly #thread: Worker;
  readonly #onRing: () => void;
  #ringsSeen = 0;
  #isClosed = false;

  /** Node lets a thread end while only `Atomics.waitAsync` is pending: the owner must stay alive by other means. */
  constructor(onRing: () => void) {
    this.#onRing = onRing;
    // Not listened to for errors on purpose: what breaks the alarm breaks its owner.
    this.#thread = new Worker(threadFile("alarm-thread"), { workerData: this.#memory });
    this.#listen();
  }

  /** Rings once at `atMs`, at once when that has passed; takes the place of the time set before. */
  set(atMs: number): void {
    this.#memory.dueMs[0] = atMs;
    Atomics.add(this.#memory.sets, 0, 1);
    Atomics.notify(this.#memory.sets, 0);
  }

  /** Never rings again; resolves when its thread has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.set(Number.NaN);
    await this.#thread.terminate();
  }

  #listen(): void {
    const wait = Atomics.waitAsync(this.#memory.rings, 0, this.#ringsSeen);
    if (wait.async) void wait.value.then(() => this.#ring());
    else queueMicrotask(() => this.#ring());
  }

  #ring(): void {
    if (this.#isClosed) return;
    this.#ringsSeen = Atomics.load(this.#memory.rings, 0);
    this.#onRing();
    this.#listen();
  }
}
