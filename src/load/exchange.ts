import type { Answer } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import type { Connections } from "./connections.ts";
import { failureReason } from "./failure.ts";
import type { AnswerListener, HttpConnection } from "./http/http-connection.ts";
import type { OutgoingRequest } from "./request-mix.ts";

/** Called when an exchange ended by itself, with the reason if the transport failed. */
type OnEnd<Of> = (exchange: Exchange<Of>, failure: string | undefined) => void;

/** One request and its response on a connection of its own. */
export class Exchange<Of = Arrival | undefined> implements AnswerListener {
  readonly request: OutgoingRequest;
  readonly scheduledMs: number;
  /** The arrival that it is for; undefined where nothing is tried again. */
  readonly arrival: Of;
  /** The response, where it is kept. */
  readonly answer: Answer | undefined;
  /** Of the response, once it has begun. */
  status = 0;
  readonly #connections: Connections;
  readonly #connection: HttpConnection;
  readonly #onEnd: OnEnd<Of>;

  constructor(
    connections: Connections,
    request: OutgoingRequest,
    scheduledMs: number,
    onEnd: OnEnd<Of>,
    arrival: Of,
    answer?: Answer,
  ) {
    this.#connections = connections;
    this.request = request;
    this.#connection = connections.take(request.origin);
    this.#onEnd = onEnd;
    this.scheduledMs = scheduledMs;
    this.arrival = arrival;
    this.answer = answer;
  }

  send(): void {
    this.#connection.send(this.request, this);
  }

  /** Closes the connection, whatever state it is in; the exchange ends no more by itself. */
  giveUp(): void {
    this.#connections.discard(this.#connection);
  }

  ended(): void {
    this.#connections.giveBack(this.request.origin, this.#connection);
    this.#onEnd(this, undefined);
  }

  failed(error: Error): void {
    this.giveUp();
    this.#onEnd(this, failureReason(error));
  }
}
