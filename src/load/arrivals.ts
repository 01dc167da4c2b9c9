import type { Random } from "../values/random/random.ts";
import { seededRandom } from "../values/random/random.ts";
import type { LoadShare, ResolvedLoad } from "./load.ts";
import { type Pacer, pacer } from "./pacer.ts";
import { type OutgoingRequest, RequestMix } from "./request-mix.ts";

/** An arrival that is due. */
export interface DueArrival {
  readonly scheduledMs: number;
  readonly request: OutgoingRequest;
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

/**
 * The arrivals of a load that this sender makes: their times and their requests. Those that other senders make are drawn all
 * the same, so that nobody's draws depend on the share.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #pacer: Pacer;
  readonly #mix: RequestMix;
  #number = 0;
  #nextMs: number;

  /** Draws three streams of its own from `seed`. */
  constructor({ pacing, requests }: ResolvedLoad, options: ArrivalsOptions, seed: Random) {
    const stream = () => seededRandom(seed());
    this.#options = options;
    this.#pacer = pacer(pacing, stream());
    this.#mix = new RequestMix(requests, stream(), stream());
    this.#skip(options.share.index);
    this.#nextMs = this.#next();
  }

  /** Time of the next one; Infinity for never. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** Takes the next one. What its request is doesn't depend on how the ones before fared. */
  take(): DueArrival {
    const arrival = { scheduledMs: this.#nextMs, request: this.#mix.next(), number: this.#number++ };
    this.#skip(this.#options.share.of - 1);
    this.#nextMs = this.#next();
    return arrival;
  }

  #skip(arrivals: number): void {
    for (let n = 0; n < arrivals; n++) {
      this.#pacer();
      this.#mix.next();
      this.#number++;
    }
  }

  #next(): number {
    const { startMs, most, forMs } = this.#options;
    const sinceStartMs = this.#pacer();
    return this.#number < most && sinceStartMs < forMs ? startMs + sinceStartMs : Infinity;
  }
}
