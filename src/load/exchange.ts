import type { Client, Dispatcher } from "undici";
import type { Answer, AnswerHeaders } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import type { Connections } from "./connections.ts";
import { failureReason } from "./failure.ts";
import type { OutgoingRequest } from "./request-mix.ts";

/** Called when an exchange ended by itself, with the reason if the transport failed. */
type OnEnd<Of> = (exchange: Exchange<Of>, failure: string | undefined) => void;

/** One request and its response on a connection of its own. */
export class Exchange<Of = Arrival | undefined> implements Dispatcher.DispatchHandler {
  readonly scheduledMs: number;
  /** The arrival that it is for; undefined where nothing is tried again. */
  readonly arrival: Of;
  /** The response, where it is kept. */
  readonly answer: Answer | undefined;
  /** Of the response, once it has begun. */
  status = 0;
  readonly #connections: Connections;
  readonly #request: OutgoingRequest;
  readonly #client: Client;
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
    this.#request = request;
    this.#client = connections.take(request.origin);
    this.#onEnd = onEnd;
    this.scheduledMs = scheduledMs;
    this.arrival = arrival;
    this.answer = answer;
  }

  send(): void {
    const { path, method, headers, body } = this.#request;
    this.#client.dispatch({ path, method, headers, body }, this);
  }

  /** Closes the connection, whatever state it is in. What that does to the exchange still comes as an end. */
  giveUp(): void {
    this.#connections.discard(this.#client, new Error("given up"));
  }

  onRequestStart(): void {
    // undici wants it; the time of sending is taken before.
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    this.status = status;
    if (this.answer !== undefined) this.answer.headers = headers;
  }

  /** Drains the body, which hardly anybody keeps. */
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.answer?.add(chunk);
  }

  onResponseEnd(): void {
    this.#connections.giveBack(this.#request.origin, this.#client);
    this.#onEnd(this, undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.giveUp();
    this.#onEnd(this, failureReason(error));
  }
}
