import type { LostAnswer, RetrySpec } from "../files/experiment/load-spec.ts";
import { isInRanges, type StatusRange } from "../files/experiment/status-range.ts";
import type { Histogram } from "../judge/measure/histogram.ts";
import type { Clock } from "../values/clock/clock.ts";
import type { Arrival } from "./arrival.ts";
import { Attempts, type OnAttemptEnd } from "./attempts.ts";
import type { Connections } from "./connections.ts";
import { DueQueue } from "./due-queue.ts";
import type { CountedRequest } from "./load-recorder.ts";
import { pausesOf } from "./pauses.ts";
import type { OutgoingRequest } from "./request-mix.ts";
import type { Traceparent } from "./traceparents.ts";

export interface RetriesParts {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly scheduleLag: Histogram;
  readonly timeoutMs: number;
  readonly seed: number;
  readonly onEnd: OnAttemptEnd;
  /** Told of an arrival whose retry came up when its time was over; it isn't sent. */
  onLate(arrival: Arrival, nowMs: number): void;
  /** Told of an arrival that is sent again. */
  onSent(arrival: Arrival): void;
  /** Told when a retry is due, which may be before anything else is. */
  onDue(atMs: number): void;
}

/** An arrival that pauses until its next attempt. */
interface Pausing {
  readonly arrival: Arrival;
  readonly dueMs: number;
}

/** The arrivals of a load that failed and are tried again: those that pause, and those with a retry in flight. */
export class Retries {
  readonly #retry: RetrySpec;
  readonly #parts: RetriesParts;
  readonly #statuses: readonly StatusRange[];
  readonly #pausing = new DueQueue<Pausing>();
  readonly #attempts: Attempts;
  #most: number;

  constructor(retry: RetrySpec, parts: RetriesParts) {
    this.#retry = retry;
    this.#most = retry.count;
    this.#parts = parts;
    this.#statuses = retry.on.filter((cause) => typeof cause === "object");
    this.#attempts = new Attempts(parts);
  }

  /** Arrivals that are in the middle of it. */
  get size(): number {
    return this.#pausing.size + this.#attempts.size;
  }

  /** Makes ready for an arrival to be tried again. @param number of the arrival, on which its pauses depend */
  arrival(
    request: OutgoingRequest,
    traceparent: Traceparent | undefined,
    scheduledMs: number,
    number: number,
  ): Arrival {
    return { request, traceparent, scheduledMs, number, retries: 0 };
  }

  /** Has arrivals be tried again at most so often from now on, or as they were before. */
  cap(most: number | undefined): void {
    this.#most = Math.min(most ?? Number.POSITIVE_INFINITY, this.#retry.count);
  }

  /** Has an arrival pause whose attempt ended, if that is to be tried again. Returns whether it is. */
  takes(arrival: Arrival, endedMs: number, status: number, lost: LostAnswer | undefined): boolean {
    if (arrival.retries >= this.#most || !this.#isTriedAgain(status, lost)) return false;
    arrival.retries++;
    arrival.nextPauseMs ??= pausesOf(this.#retry, this.#parts.seed, arrival.number);
    const dueMs = endedMs + arrival.nextPauseMs();
    this.#pausing.add({ arrival, dueMs });
    this.#parts.onDue(dueMs);
    return true;
  }

  /** Time at which there is something to do next, a retry or a timeout; Infinity for never. */
  nextDueMs(): number {
    return Math.min(this.#pausing.nextDueMs(), this.#attempts.nextDeadlineMs());
  }

  timeOut(nowMs: number): void {
    this.#attempts.timeOut(nowMs);
  }

  /** Sends the retries that were due at `nowMs`, `most` at most. Those that time out by then have to be told before. */
  send(nowMs: number, most: number): void {
    for (let n = 0; n < most; n++) {
      const next = this.#pausing.takeDue(nowMs);
      if (next === undefined) return;
      this.#send(next);
    }
  }

  /** The arrivals that are in the middle of it. */
  underWay(): readonly CountedRequest[] {
    const inFlight = Array.from(this.#attempts, (exchange) => exchange.arrival ?? exchange);
    return [...Array.from(this.#pausing, ({ arrival }) => arrival), ...inFlight];
  }

  /** One that comes up after its own timeout would have been is a failure, as an arrival is. */
  #send({ arrival, dueMs }: Pausing): void {
    const { clock, scheduleLag, timeoutMs, onLate, onSent } = this.#parts;
    const nowMs = clock.nowMs();
    scheduleLag.record(nowMs - dueMs);
    if (nowMs - dueMs >= timeoutMs) {
      onLate(arrival, nowMs);
      return;
    }
    onSent(arrival);
    this.#attempts.send(arrival.request, arrival.traceparent, dueMs, arrival);
  }

  #isTriedAgain(status: number, lost: LostAnswer | undefined): boolean {
    return lost === undefined ? isInRanges(status, this.#statuses) : this.#retry.on.includes(lost);
  }
}
