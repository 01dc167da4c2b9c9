import type { LostAnswer } from "../files/experiment/experiment.ts";
import type { Clock } from "../values/clock/clock.ts";
import type { Arrival } from "./arrival.ts";
import type { Connections } from "./connections.ts";
import { Exchange } from "./exchange.ts";
import type { OutgoingRequest } from "./request-mix.ts";

/**
 * Called with an attempt that ended, and when. Without `lost` there was an answer; with it, `reason` says what people are
 * told of it.
 */
export type OnAttemptEnd = (exchange: Exchange, endedMs: number, lost?: LostAnswer, reason?: string) => void;

export interface AttemptsParts {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly timeoutMs: number;
  readonly onEnd: OnAttemptEnd;
}

/** Attempts of a load that are in flight. */
export class Attempts {
  readonly #parts: AttemptsParts;
  /** In the order of their scheduled times, and therefore of their deadlines. */
  readonly #inFlight = new Set<Exchange>();

  constructor(parts: AttemptsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#inFlight.size;
  }

  /** In the order in which they were sent. */
  [Symbol.iterator](): Iterator<Exchange> {
    return this.#inFlight.values();
  }

  /** Sends a request that was to go out at `scheduledMs`, which is not before that of the one sent before. */
  send(request: OutgoingRequest, scheduledMs: number, arrival: Arrival | undefined): void {
    const exchange = new Exchange(this.#parts.connections, request, scheduledMs, this.#onEnd, arrival);
    this.#inFlight.add(exchange);
    exchange.send();
  }

  /** Time at which the next one has taken too long; Infinity when none is in flight. */
  nextDeadlineMs(): number {
    const [oldest] = this.#inFlight;
    return oldest === undefined ? Infinity : oldest.scheduledMs + this.#parts.timeoutMs;
  }

  /** Ends those that have taken too long. */
  timeOut(nowMs: number): void {
    const { timeoutMs, onEnd } = this.#parts;
    for (const exchange of this.#inFlight) {
      if (nowMs - exchange.scheduledMs < timeoutMs) return;
      this.#inFlight.delete(exchange);
      onEnd(exchange, exchange.scheduledMs + timeoutMs, "timeout", "timeout");
      exchange.giveUp();
    }
  }

  readonly #onEnd = (exchange: Exchange, failure: string | undefined): void => {
    if (!this.#inFlight.delete(exchange)) return;
    const { clock, onEnd } = this.#parts;
    onEnd(exchange, clock.nowMs(), failure === undefined ? undefined : "connection", failure);
  };
}
