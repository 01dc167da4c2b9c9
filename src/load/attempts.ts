import type { LostAnswer } from "../files/experiment/load-spec.ts";
import type { Clock } from "../values/clock/clock.ts";
import type { Answer } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import type { Connections } from "./connections.ts";
import { Exchange, type ExchangeParts } from "./exchange.ts";
import type { OutgoingRequest } from "./request-mix.ts";
import type { Traceparent } from "./traceparents.ts";

/**
 * Called with an attempt that ended, and when. Without `lost` there was an answer; with it, `reason` says what people are
 * told of it.
 */
export type OnAttemptEnd<Of = Arrival | undefined> = (
  exchange: Exchange<Of>,
  endedMs: number,
  lost?: LostAnswer,
  reason?: string,
) => void;

export interface AttemptsParts<Of = Arrival | undefined> {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly timeoutMs: number;
  readonly onEnd: OnAttemptEnd<Of>;
}

/** Attempts of a load that are in flight. */
export class Attempts<Of = Arrival | undefined> {
  readonly #parts: AttemptsParts<Of>;
  readonly #ofExchanges: ExchangeParts<Of>;
  /** In the order of their scheduled times, and therefore of their deadlines. */
  readonly #inFlight = new Set<Exchange<Of>>();

  constructor(parts: AttemptsParts<Of>) {
    this.#parts = parts;
    this.#ofExchanges = { connections: parts.connections, onEnd: this.#onEnd };
  }

  get size(): number {
    return this.#inFlight.size;
  }

  /** In the order in which they were sent. */
  [Symbol.iterator](): Iterator<Exchange<Of>> {
    return this.#inFlight.values();
  }

  /**
   * Sends a request that was to go out at `scheduledMs`, which is not before that of the one sent before.
   * @param answer keeps the answer
   */
  send(
    request: OutgoingRequest,
    traceparent: Traceparent | undefined,
    scheduledMs: number,
    arrival: Of,
    answer?: Answer,
  ): void {
    const exchange = new Exchange(this.#ofExchanges, request, traceparent, scheduledMs, arrival, answer);
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

  readonly #onEnd = (exchange: Exchange<Of>, failure: string | undefined): void => {
    if (!this.#inFlight.delete(exchange)) return;
    const { clock, onEnd } = this.#parts;
    onEnd(exchange, clock.nowMs(), failure === undefined ? undefined : "connection", failure);
  };
}
