import type { Cancel, Clock } from "../clock/clock.ts";
import { Histogram } from "../measure/histogram.ts";
import { seededRandom } from "../random/random.ts";
import { Alarm } from "./alarm.ts";
import { Connections } from "./connections.ts";
import type { LoadBatch, ResolvedLoad } from "./load.ts";
import { LoadStream } from "./load-stream.ts";

/** Arrivals of one load that are sent before responses get their turn, when the sender is behind. */
const MOST_AT_ONCE = 64;

export interface SenderOptions {
  readonly seed: number;
  readonly batchEveryMs: number;
  readonly clock: Clock;
  onBatch(batch: LoadBatch): void;
}

/** Sends all loads of a run at their scheduled times. Belongs in a thread of its own. */
export class Sender {
  readonly #streams: readonly LoadStream[];
  readonly #clock: Clock;
  readonly #connections = new Connections();
  readonly #scheduleLag = new Histogram();
  readonly #alarm: Alarm;
  readonly #cancelBatches: Cancel;
  readonly #onBatch: (batch: LoadBatch) => void;
  #isStopped = false;

  /** Begins at once. */
  constructor(loads: readonly ResolvedLoad[], options: SenderOptions) {
    const { clock, onBatch, seed, batchEveryMs } = options;
    this.#clock = clock;
    this.#onBatch = onBatch;
    this.#alarm = new Alarm(() => this.#run());
    const random = seededRandom(seed);
    const context = { clock, connections: this.#connections, scheduleLag: this.#scheduleLag };
    const startMs = clock.nowMs();
    this.#streams = loads.map((load) => new LoadStream(load, context, startMs, random));
    this.#cancelBatches = clock.every(batchEveryMs, () => this.#deliver());
    this.#run();
  }

  /** Ends arrivals, delivers the last batch with what is in flight, then closes every connection. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelBatches();
    this.#deliver();
    this.#connections.discardAll(new Error("the load was stopped"));
    await this.#alarm.close();
  }

  #run(): void {
    if (this.#isStopped) return;
    for (const stream of this.#streams) stream.doWhatIsDue(MOST_AT_ONCE);
    const nextMs = this.#streams.reduce((earliest, stream) => Math.min(earliest, stream.nextDueMs()), Infinity);
    // Behind: an immediate lets responses in, and comes sooner than the alarm could ring.
    if (nextMs <= this.#clock.nowMs()) setImmediate(() => this.#run());
    else this.#alarm.set(nextMs);
  }

  #deliver(): void {
    const signals = Object.fromEntries(this.#streams.map((stream) => [stream.name, stream.take()]));
    this.#onBatch({ atMs: this.#clock.nowMs(), signals, scheduleLag: this.#scheduleLag.toSparse() });
    this.#scheduleLag.clear();
  }
}
