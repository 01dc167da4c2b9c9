import type { LoadShare } from "./load.ts";
import type { Pacer } from "./pacer.ts";

/** An arrival that is due. */
export interface DueArrival<What> {
  readonly scheduledMs: number;
  /** The thing that is to be sent. */
  readonly what: What;
  /** Its place among all of the load's, from 0. */
  readonly number: number;
}

export interface ArrivalsOptions {
  /** Time at which the load begins. */
  readonly startMs: number;
  readonly share: LoadShare;
  /** No arrival has that number, or a later one; Infinity for no end. */
  readonly most: number;
  /** No arrival is so long after the beginning; Infinity for no end. */
  readonly forMs: number;
}

/** Makes what arrives, one after the other. */
export interface Source<What> {
  next(): What;
}

/**
 * The arrivals of a load that this sender makes: their times and what is sent. Those that other senders make are drawn all
 * the same, so that nobody's draws depend on the share.
 */
export class Arrivals<What> {
  readonly #options: ArrivalsOptions;
  readonly #pacer: Pacer;
  readonly #source: Source<What>;
  #number = 0;
  #nextMs: number;

  constructor(pacer: Pacer, source: Source<What>, options: ArrivalsOptions) {
    this.#options = options;
    this.#pacer = pacer;
    this.#source = source;
    this.#skip(options.share.index);
    this.#nextMs = this.#next();
  }

  /** Time of the next one; Infinity for never. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** Takes the next one. What is sent doesn't depend on how the ones before fared. */
  take(): DueArrival<What> {
    const arrival = { scheduledMs: this.#nextMs, what: this.#source.next(), number: this.#number++ };
    this.#skip(this.#options.share.of - 1);
    this.#nextMs = this.#next();
    return arrival;
  }

  #skip(arrivals: number): void {
    for (let n = 0; n < arrivals; n++) {
      this.#pacer();
      this.#source.next();
      this.#number++;
    }
  }

  #next(): number {
    const { startMs, most, forMs } = this.#options;
    const sinceStartMs = this.#pacer();
    return this.#number < most && sinceStartMs < forMs ? startMs + sinceStartMs : Infinity;
  }
}
