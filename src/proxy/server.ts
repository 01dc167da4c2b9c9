import { createServer, type Server } from "node:http";
import { HealthProbe } from "../clients/os/process-health.ts";
import type { Clock } from "../values/clock/clock.ts";
import { formatAddress, listen } from "./address.ts";
import { apiListener } from "./api.ts";
import { decodePopulate } from "./bodies.ts";
import { ProxyCollection } from "./proxy-collection.ts";
import type { ToxicTypes } from "./toxic-types.ts";

/** As in Toxiproxy. */
const IDLE_TIMEOUT_MS = 60_000;

export interface ProxyServerOptions {
  /** Address at which the API listens: `127.0.0.1:8474`; port 0 takes a free one. */
  readonly listen: string;
  readonly clock: Clock;
  readonly toxicTypes: ToxicTypes;
  /** Decides which connections a toxicity below 1 picks, and jitter: the same seed, the same choices. */
  readonly seed: number;
  /** True when `/metrics` answers. */
  readonly metrics?: boolean | undefined;
}

export interface ProxyServer {
  /** Base URL of the API. */
  readonly url: string;
  /**
   * Creates the proxies of a `POST /populate` body. Rejects with an ApiError when one can't be made; those
   * before it stay.
   */
  populate(config: Buffer): Promise<void>;
  /** Closes the API, every proxy and every connection. */
  close(): Promise<void>;
}

/**
 * Starts a fault proxy with Toxiproxy 2.12's HTTP API. Rejects with an ApiError, in Go's words, when the
 * address can't be listened on.
 */
export async function startProxyServer(options: ProxyServerOptions): Promise<ProxyServer> {
  const proxies = new ProxyCollection(options);
  const health = new HealthProbe(options.clock);
  const server = createServer(apiListener(proxies, { ...options, health }));
  server.keepAliveTimeout = IDLE_TIMEOUT_MS;
  const address = await listen(server, options.listen).catch((error: unknown) => {
    health.stop();
    throw error;
  });
  return {
    url: `http://${formatAddress(address)}`,
    populate: async (config) => {
      const { error } = await proxies.populate(decodePopulate(config));
      if (error !== undefined) throw error;
    },
    close: () => {
      health.stop();
      return close(server, proxies);
    },
  };
}

async function close(server: Server, proxies: ProxyCollection): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await Promise.all([closed, proxies.close()]);
}
