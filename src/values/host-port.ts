/** A place where something listens. */
export interface HostPort {
  /** A name or an IP address; one of IPv6 without its brackets. */
  readonly host: string;
  /** From 1 to 65535. */
  readonly port: number;
}

const HOST_PORT = /^(\[[\da-f:.]+\]|[\p{L}\p{N}_.-]+):(\d{1,5})$/iu;
const PORT_MAX = 65_535;

/** Reads `127.0.0.1:9001`, `[::1]:9001` or `pricing.test:80`; undefined for anything else. */
export function parseHostPort(text: string): HostPort | undefined {
  const [, host, digits] = HOST_PORT.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > PORT_MAX) return undefined;
  // It knows what is an IPv6 address.
  return URL.canParse(`tcp://${host}`) ? { host: withoutBrackets(host), port } : undefined;
}

/** The host of a URL or an address as a socket takes it: `[::1]` -> `::1`. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
