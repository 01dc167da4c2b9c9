import { lookup } from "node:dns/promises";
import { isIP, type Server } from "node:net";
import { ApiError } from "./api-error.ts";

/** An address to listen at or to dial. An empty host is every address of the machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Splits `host:port` as Go's net package does, also in the words of its errors (500, as Toxiproxy answers them).
 * An empty text is every address and any port.
 */
function splitAddress(text: string): Address {
  if (text === "") return { host: "", port: 0 };
  const colon = text.lastIndexOf(":");
  if (colon === -1) throw addressError(`address ${text}: missing port in address`);
  let host = text.slice(0, colon);
  if (host.startsWith("[")) {
    if (!host.endsWith("]")) throw addressError(`address ${text}: missing ']' in address`);
    host = host.slice(1, -1);
  } else if (host.includes(":")) {
    throw addressError(`address ${text}: too many colons in address`);
  }
  return { host, port: portOf(text.slice(colon + 1)) };
}

function portOf(text: string): number {
  if (text === "") return 0;
  if (!/^[+-]?\d+$/.test(text)) throw addressError(`lookup tcp/${text}: unknown port`);
  const port = Number(text);
  if (port < 0 || port > 65535) throw addressError(`address ${text}: invalid port`);
  return port;
}

/** The address with its host name looked up; `localhost` is 127.0.0.1, and IPv4 goes first, as in Go. */
export async function resolveAddress(text: string): Promise<Address> {
  const { host, port } = splitAddress(text);
  if (host === "" || isIP(host) !== 0) return { host, port };
  if (host === "localhost") return { host: "127.0.0.1", port };
  try {
    const found = await lookup(host, { order: "ipv4first" });
    return { host: found.address, port };
  } catch (cause) {
    throw addressError(`lookup ${host}: no such host`, cause);
  }
}

/** The address to dial; undefined when the text isn't one, which Toxiproxy finds out when it dials, too. */
export function dialAddress(text: string): Address | undefined {
  try {
    return splitAddress(text);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** An address as Go prints it: IPv6 hosts in brackets. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Node's own 511 stalls a burst of a thousand connections for a second. */
const LISTEN_BACKLOG = 4096;

/**
 * Listens on the address that the text names, and returns the one it really has: port 0 takes a free one.
 * Rejects with an ApiError in Go's words.
 */
export async function listen(server: Server, text: string): Promise<Address> {
  const { host, port } = await resolveAddress(text).catch((error: unknown) => {
    throw error instanceof ApiError ? addressError(`listen tcp: ${error.message}`, error) : error;
  });
  // Go listens on every address, of IPv6 too, for 0.0.0.0; Node does so when it is given no host.
  const isEverywhere = host === "" || host === "0.0.0.0";
  await new Promise<void>((resolve, reject) => {
    const onError = (error: Error) => reject(bindError({ host, port }, error));
    server.once("error", onError);
    server.listen({ port, backlog: LISTEN_BACKLOG, ...(isEverywhere ? {} : { host }) }, () => {
      server.off("error", onError);
      resolve();
    });
  });
  const bound = server.address();
  return bound !== null && typeof bound === "object" ? { host: bound.address, port: bound.port } : { host, port };
}

const BIND_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: "address already in use",
  EADDRNOTAVAIL: "cannot assign requested address",
  EACCES: "permission denied",
};

function bindError(address: Address, cause: NodeJS.ErrnoException): ApiError {
  const why = BIND_ERRORS[cause.code ?? ""] ?? cause.message;
  return addressError(`listen tcp ${formatAddress(address)}: bind: ${why}`, cause);
}

function addressError(message: string, cause?: unknown): ApiError {
  return new ApiError(500, { message, cause });
}
