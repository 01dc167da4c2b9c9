import type { Answer } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import type { Connections } from "./connections.ts";
import { failureReason } from "./failure.ts";
import type { AnswerListener, HttpConnection } from "./http/http-connection.ts";
import type { OutgoingRequest } from "./request-mix.ts";
import type { Traceparent } from "./traceparents.ts";

/** Called when an exchange ended by itself, with the reason if the transport failed. */
type OnEnd<Of> = (exchange: Exchange<Of>, failure: string | undefined) => void;

/** Parts that the exchanges of a load have in common. */
export interface ExchangeParts<Of> {
  readonly connections: Connections;
  readonly onEnd: OnEnd<Of>;
}

/** One request and its response on a connection of its own. */
export class Exchange<Of = Arrival | undefined> implements AnswerListener {
  readonly request: OutgoingRequest;
  /** Undefined for one that is sent without. */
  readonly traceparent: Traceparent | undefined;
  readonly scheduledMs: number;
  /** The arrival that it is for; undefined where nothing is tried again. */
  readonly arrival: Of;
  /** The response, where it is kept. */
  readonly answer: Answer | undefined;
  /** Of the response, once it has begun. */
  status = 0;
  readonly #parts: ExchangeParts<Of>;
  readonly #connection: HttpConnection;

  constructor(
    parts: ExchangeParts<Of>,
    request: OutgoingRequest,
    traceparent: Traceparent | undefined,
    scheduledMs: number,
    arrival: Of,
    answer?: Answer,
  ) {
    this.#parts = parts;
    this.request = request;
    this.traceparent = traceparent;
    this.#connection = parts.connections.take(request.origin);
    this.scheduledMs = scheduledMs;
    this.arrival = arrival;
    this.answer = answer;
  }

  send(): void {
    this.#connection.send(this.request, this, this.traceparent);
  }

  /** Closes the connection, whatever state it is in; the exchange ends no more by itself. */
  giveUp(): void {
    this.#parts.connections.discard(this.#connection);
  }

  ended(): void {
    this.#parts.connections.giveBack(this.request.origin, this.#connection);
    this.#parts.onEnd(this, undefined);
  }

  failed(error: Error): void {
    this.giveUp();
    this.#parts.onEnd(this, failureReason(error));
  }
}
