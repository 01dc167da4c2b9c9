import { createServer, type Server } from "node:http";
import type { Clock } from "../values/clock/clock.ts";
import { formatAddress, listen } from "./address.ts";
import { apiListener } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { OwnThread } from "./threads/own-thread.ts";
import type { ProxyThread } from "./threads/proxy-thread.ts";
import { ProxyThreads } from "./threads/proxy-threads.ts";
import { StartedThread } from "./threads/started-thread.ts";
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
  /**
   * Threads that share the proxies, beside this one; with 1, all that is there when it isn't given, this one has them. Several have the
   * toxics that the faults have.
   */
  readonly threads?: number | undefined;
}

export interface ProxyServer {
  /** Base URL of the API. */
  readonly url: string;
  /** Rejects with a ThreadLostError when a thread ends by itself, and with it its proxies; never resolves. */
  readonly lost: Promise<never>;
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
  const { threads = 1, seed } = options;
  const { promise: lost, reject: onLost } = Promise.withResolvers<never>();
  // Who doesn't look hears of it with the next request.
  lost.catch(() => undefined);
  const proxies =
    threads === 1 ? new OwnThread(options) : new ProxyThreads(threads, () => new StartedThread({ seed }, onLost));
  const server = createServer(apiListener(proxies, options));
  server.keepAliveTimeout = IDLE_TIMEOUT_MS;
  const address = await listen(server, options.listen).catch(async (error: unknown) => {
    await proxies.close();
    throw error;
  });
  return {
    url: `http://${formatAddress(address)}`,
    lost,
    populate: (config) => populate(proxies, config),
    close: () => close(server, proxies),
  };
}

async function populate(proxies: ProxyThread, config: Buffer): Promise<void> {
  const { status, text = "" } = await proxies.ask({ route: "POST /populate", proxy: "", toxic: "", body: config });
  if (status < 400) return;
  throw new ApiError(status, { message: (JSON.parse(text) as { readonly error: string }).error });
}

async function close(server: Server, proxies: ProxyThread): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await Promise.all([closed, proxies.close()]);
}
