import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkGamedayPage } from "../values/browser-page.ts";
import { messageOf, UsageError } from "../values/errors.ts";
import { type HostPort, parseHostPort } from "../values/host-port.ts";

/** Hosts that nobody reaches from another machine. */
const OWN_HOSTS = ["127.0.0.1", "::1"];
/** Any port that is free. */
const FREE_ADDRESS: HostPort = { host: "127.0.0.1", port: 0 };

const CONNECTIONS_MAX = 128;
const HEADERS_MAX_BYTES = 8 * 1024;
const HEADERS_WITHIN_MS = 5000;
const REQUEST_WITHIN_MS = 10_000;

/** An address that is taken, and what listens at it. */
export interface PageAddress {
  readonly server: Server;
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
}

/**
 * Reads the address that a game day's page is to be at: `127.0.0.1:8080`, `[::1]:8080`; a free port where none is named.
 * @throws UsageError for one that others could reach over the network
 */
export function parsePageAddress(text?: string): HostPort {
  const address = text === undefined ? FREE_ADDRESS : parseHostPort(text);
  if (address !== undefined && OWN_HOSTS.includes(address.host)) return address;
  throw new UsageError({
    message: `a game day's page can't be at ${text}: it is for this machine alone, at 127.0.0.1:PORT or [::1]:PORT`,
    hint: "Others come through a tunnel to the same port: `ssh -L PORT:127.0.0.1:PORT THIS-MACHINE`.",
  });
}

/**
 * Takes an address, before a day begins that could not be shown there.
 * @throws UsageError where it can't be taken, or the page can't be made here
 */
export async function takePageAddress({ host, port }: HostPort): Promise<PageAddress> {
  checkGamedayPage();
  const server = createServer({
    maxHeaderSize: HEADERS_MAX_BYTES,
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: REQUEST_WITHIN_MS,
  });
  server.maxConnections = CONNECTIONS_MAX;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    throw new UsageError({
      message: `the game day's page can't be at port ${port} of ${host}: ${messageOf(cause)}`,
      hint: "Take another port, or none, for one that is free.",
      cause,
    });
  }
  const bound = (server.address() as AddressInfo).port;
  return { server, origin: `http://${host.includes(":") ? `[${host}]` : host}:${bound}` };
}
