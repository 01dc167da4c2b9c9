import type { Random } from "../values/random/random.ts";
import { traceIdsOf } from "../values/trace-ids.ts";
import type { SampledRequest } from "./load.ts";
import type { OutgoingRequest } from "./request-mix.ts";

/** Of each load, one request in so many ms is sampled. */
const SAMPLE_EVERY_MS = 1000;

export interface SamplerOptions {
  readonly load: string;
  /** The run's id: that of a request is of this run alone. */
  readonly run: string;
  readonly startMs: number;
  readonly random: Random;
}

type UnderWay = Omit<SampledRequest, "endedMs" | "status" | "failure">;

/**
 * Sends a few requests of a load with a `traceparent`, by which those who trace them find them, and notes what came of them. It
 * takes the first after a time that is drawn within each second, so that which they are depends on no rhythm of the load.
 */
export class RequestSampler {
  readonly #options: SamplerOptions;
  /** By what is sent. */
  readonly #underWay = new Map<OutgoingRequest, UnderWay>();
  #seconds = 0;
  #dueMs: number;
  #ended: SampledRequest[] = [];

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#dueMs = this.#drawDue();
  }

  /**
   * Gives what is to be sent: the request, or where it is sampled one with a `traceparent`. One that has its own isn't.
   * @param number of the arrival
   */
  sample(request: OutgoingRequest, number: number, scheduledMs: number, sentMs: number): OutgoingRequest {
    if (scheduledMs < this.#dueMs || hasOwn(request)) return request;
    const { load, run, startMs } = this.#options;
    this.#seconds = Math.floor((scheduledMs - startMs) / SAMPLE_EVERY_MS) + 1;
    this.#dueMs = this.#drawDue();
    const ids = traceIdsOf(`request ${run} ${load} ${number}`);
    const sent = { ...request, headers: { ...request.headers, traceparent: `00-${ids.traceId}-${ids.spanId}-01` } };
    this.#underWay.set(sent, { ...ids, load, method: request.method, scheduledMs, sentMs });
    return sent;
  }

  /** Notes that a request ended, if it is one of those. */
  ended(request: OutgoingRequest, endedMs: number, status: number, failure: string | undefined): void {
    const underWay = this.#underWay.get(request);
    if (underWay === undefined) return;
    this.#underWay.delete(request);
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

function hasOwn({ headers }: OutgoingRequest): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "traceparent");
}
