import type { Random } from "../values/random/random.ts";
import type { SampledRequest } from "./load.ts";
import type { OutgoingRequest } from "./request-mix.ts";
import { hasOwnTraceparent, type Traceparent } from "./traceparents.ts";

/** Of each load, one request in so many ms is sampled. */
const SAMPLE_EVERY_MS = 1000;

export interface SamplerOptions {
  readonly load: string;
  readonly startMs: number;
  readonly random: Random;
}

type UnderWay = Omit<SampledRequest, "endedMs" | "status" | "failure">;

/**
 * Notes what comes of a few requests of a load, with the ids that they are sent with. It takes the first after a time that is drawn
 * within each second, so that which they are depends on no rhythm of the load.
 */
export class RequestSampler {
  readonly #options: SamplerOptions;
  readonly #underWay = new Map<Traceparent, UnderWay>();
  #seconds = 0;
  #dueMs: number;
  #ended: SampledRequest[] = [];

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#dueMs = this.#drawDue();
  }

  /** Notes that a request is sent, if it is one of those. One with a `traceparent` of its own isn't. */
  sent(request: OutgoingRequest, traceparent: Traceparent, scheduledMs: number, sentMs: number): void {
    if (scheduledMs < this.#dueMs || hasOwnTraceparent(request.headers)) return;
    const { load, startMs } = this.#options;
    this.#seconds = Math.floor((scheduledMs - startMs) / SAMPLE_EVERY_MS) + 1;
    this.#dueMs = this.#drawDue();
    this.#underWay.set(traceparent, { ...traceparent.ids(), load, method: request.method, scheduledMs, sentMs });
  }

  /** Notes that a request ended, if it is one of those. */
  ended(traceparent: Traceparent, endedMs: number, status: number, failure: string | undefined): void {
    const underWay = this.#underWay.get(traceparent);
    if (underWay === undefined) return;
    this.#underWay.delete(traceparent);
    this.#ended.push({ ...underWay, endedMs, status, ...(failure !== undefined && { failure }) });
  }

  /** Takes those that ended since the last call. */
  take(): readonly SampledRequest[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #drawDue(): number {
    const { startMs, random } = this.#options;
    return startMs + (this.#seconds + random()) * SAMPLE_EVERY_MS;
  }
}
