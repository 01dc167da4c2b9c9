import { Endpoint } from "./http/endpoint.ts";
import { HttpConnection } from "./http/http-connection.ts";
import { Outbox } from "./http/outbox.ts";

/** A server with the connections to it that nobody uses. */
interface Server {
  readonly endpoint: Endpoint;
  readonly idle: HttpConnection[];
}

/**
 * Connections with at most one request on each, so that no request ever waits for another: one that is idle, the last
 * one used first, or else a new one. How many there are is bounded by how many requests its user lets be in flight.
 */
export class Connections {
  /** By origin. */
  readonly #servers = new Map<string, Server>();
  readonly #all = new Set<HttpConnection>();
  readonly #outbox = new Outbox();

  /** A connection to `origin` that nobody else uses; it belongs to the caller until `giveBack` or `discard`. */
  take(origin: string): HttpConnection {
    const { endpoint, idle } = this.#serverOf(origin);
    const used = idle.pop();
    if (used !== undefined) return used;
    const connection = new HttpConnection(endpoint, this.#outbox);
    this.#all.add(connection);
    return connection;
  }

  giveBack(origin: string, connection: HttpConnection): void {
    this.#serverOf(origin).idle.push(connection);
  }

  /** Closes a connection that broke or hangs; nothing more is told of the request on it. */
  discard(connection: HttpConnection): void {
    this.#all.delete(connection);
    connection.close();
  }

  /** Closes those that were idle for so long that their servers might. @param forMs time since the last call */
  closeIdle(forMs: number): void {
    for (const { idle } of this.#servers.values()) {
      for (const connection of idle) connection.idle(forMs);
    }
  }

  discardAll(): void {
    this.#servers.clear();
    for (const connection of this.#all) this.discard(connection);
  }

  #serverOf(origin: string): Server {
    const known = this.#servers.get(origin);
    if (known !== undefined) return known;
    const server = { endpoint: new Endpoint(origin), idle: [] };
    this.#servers.set(origin, server);
    return server;
  }
}
