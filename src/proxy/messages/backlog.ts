import type { Sink } from "../segment.ts";
import type { Ending } from "../toxics/toxic.ts";

/** More than this that waits stops its sender. */
const LIMIT_BYTES = 64 * 1024;

export interface BacklogOptions {
  /** Tells whether what comes has to wait. */
  readonly isBusy: () => boolean;
  /** Takes the first part of a chunk. @returns the number of its bytes that were taken */
  readonly take: (chunk: Buffer) => number;
  /** Takes the end, once all before it is taken. */
  readonly end: (ending: Ending) => void;
  /** Asks the sender to stop (true) or to go on (false). */
  readonly holdBack: (full: boolean) => void;
}

/** Bytes and the end of a stream, in order, which wait while the one who takes them is busy. */
export class Backlog implements Sink {
  readonly #options: BacklogOptions;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #ending: Ending | undefined;
  #isRunning = false;
  #isStopped = false;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0 && this.#ending === undefined;
  }

  data(chunk: Buffer): void {
    if (this.#isStopped) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.goOn();
  }

  end(ending: Ending): void {
    // A reset comes after an end, too, and says more.
    if (this.#ending === undefined || ending.how === "reset") this.#ending = ending;
    this.goOn();
  }

  /** Hands on what waits, as far as it may be taken now. Called while it does so already, it does nothing. */
  goOn(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      const taken = this.#options.take(chunk);
      this.#bytes -= taken;
      if (taken === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(taken);
    }
    this.#isRunning = false;
    this.#options.holdBack(this.#bytes > LIMIT_BYTES);
    this.#endWhenEmpty();
  }

  /** Drops what waits; only the end is still handed on, at once. */
  drop(): void {
    this.#chunks.length = 0;
    this.#bytes = 0;
    this.#options.holdBack(false);
    this.#end();
  }

  /** Takes and hands on nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#chunks.length = 0;
  }

  #next(): Buffer | undefined {
    return this.#isStopped || this.#options.isBusy() ? undefined : this.#chunks[0];
  }

  #endWhenEmpty(): void {
    if (this.#chunks.length === 0 && !this.#options.isBusy()) this.#end();
  }

  #end(): void {
    const ending = this.#ending;
    this.#ending = undefined;
    if (ending !== undefined && !this.#isStopped) this.#options.end(ending);
  }
}
