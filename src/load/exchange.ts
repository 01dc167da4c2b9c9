import type { Client, Dispatcher } from "undici";
import type { Arrival } from "./arrival.ts";
import type { Connections } from "./connections.ts";
import { failureReason } from "./failure.ts";
import type { OutgoingRequest } from "./request-mix.ts";

/** Called when an exchange ended by itself, with the reason if the transport failed. */
type OnEnd = (exchange: Exchange, failure: string | undefined) => void;

/** One request and its response on a connection of its own. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly scheduledMs: number;
  /** Undefined where nothing is tried again. */
  readonly arrival: Arrival | undefined;
  /** Of the response, once it has begun. */
  status = 0;
  readonly #connections: Connections;
  readonly #request: OutgoingRequest;
  readonly #client: Client;
  readonly #onEnd: OnEnd;

  constructor(
    connections: Connections,
    request: OutgoingRequest,
    scheduledMs: number,
    onEnd: OnEnd,
    arrival: Arrival | undefined,
  ) {
    this.#connections = connections;
    this.#request = request;
    this.#client = connections.take(request.origin);
    this.#onEnd = onEnd;
    this.scheduledMs = scheduledMs;
    this.arrival = arrival;
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

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(): void {
    // The body is drained, not kept.
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
