import { UsageError } from "../../values/errors.ts";
import { type HostPort, parseHostPort, withoutBrackets } from "../../values/host-port.ts";

/** A host that experiments may call: at one of its ports, or at all of them where none is said. */
export interface AllowedHost {
  /** In lower case; an address of IPv6 without its brackets. */
  readonly host: string;
  readonly port?: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  "http:": 80,
  "https:": 443,
  "postgres:": 5432,
  "postgresql:": 5432,
  "redis:": 6379,
  "rediss:": 6379,
};

/** @throws UsageError for what is neither a host nor a host and a port */
export function parseAllowedHost(text: string): AllowedHost {
  const withPort = parseHostPort(text);
  if (withPort !== undefined) return { ...withPort, host: withPort.host.toLowerCase() };
  const alone = parseHostPort(`${text}:1`);
  if (alone !== undefined) return { host: alone.host.toLowerCase() };
  throw new UsageError({
    message: `--allow-host ${text}: expected a host, or a host and a port`,
    hint: "Write it like staging.test, 127.0.0.1:8080 or [::1]:8080.",
  });
}

/** Tells whether a place is one of those that are allowed. Names are compared as they are written, and none is looked up. */
export function isAllowedHost(allowed: readonly AllowedHost[], { host, port }: HostPort): boolean {
  return allowed.some((one) => one.host === host && (one.port === undefined || one.port === port));
}

/** The place that a URL goes to, whatever its templates become; undefined where they, or nobody, could say. */
export function targetOfUrl(url: string): HostPort | undefined {
  const [one, other] = ["0", "1"].map((sample) => target(URL.parse(url.replace(/\{\{.*?\}\}/gs, sample))));
  return one?.host === other?.host && one?.port === other?.port ? one : undefined;
}

/** The place that a command goes to: `127.0.0.1:6379`, or a URL. */
export function targetOfAddress(address: string): HostPort | undefined {
  if (address.includes("://")) return target(URL.parse(address));
  const at = parseHostPort(address);
  return at && { ...at, host: at.host.toLowerCase() };
}

function target(url: URL | null): HostPort | undefined {
  if (url === null || url.hostname === "") return undefined;
  const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  return port === undefined ? undefined : { host: withoutBrackets(url.hostname).toLowerCase(), port };
}
