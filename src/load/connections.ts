import { Client } from "undici";

/**
 * Connections with at most one request on each, so that no request ever waits for another: one that is idle, the last
 * one used first, or else a new one. How many there are is bounded by how many requests its user lets be in flight.
 *
 * Clients by hand rather than undici's Pool: that one looks through all its clients for an idle one, which gets slow
 * just when a stalled target makes connections many, and takes no single connection away from a request that timed out.
 */
export class Connections {
  readonly #idle = new Map<string, Client[]>();
  readonly #all = new Set<Client>();
  readonly #connectTimeoutMs: number;

  /** undici can't destroy a connection that isn't made yet: a discarded one lasts until this timeout. */
  constructor(connectTimeoutMs: number) {
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** A connection to `origin` that nobody else uses; it belongs to the caller until `giveBack` or `discard`. */
  take(origin: string): Client {
    const idle = this.#idle.get(origin)?.pop();
    if (idle !== undefined) return idle;
    // Limits on a response are the user's business; one that is still connecting ends by this one alone.
    const limits = { headersTimeout: 0, bodyTimeout: 0, connectTimeout: this.#connectTimeoutMs };
    const client = new Client(origin, { ...limits, pipelining: 1, allowH2: false });
    this.#all.add(client);
    return client;
  }

  giveBack(origin: string, client: Client): void {
    const idle = this.#idle.get(origin);
    if (idle === undefined) this.#idle.set(origin, [client]);
    else idle.push(client);
  }

  /** Closes a connection that broke or hangs, together with the request on it. */
  discard(client: Client, reason: Error): void {
    this.#all.delete(client);
    void client.destroy(reason);
  }

  discardAll(reason: Error): void {
    this.#idle.clear();
    for (const client of this.#all) this.discard(client, reason);
  }
}
