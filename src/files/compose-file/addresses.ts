/** A place in a text that holds the address of a host that is known. */
export interface Address {
  /** The host as it is written. */
  readonly host: string;
  /** None where neither the text nor the URL's scheme says. */
  readonly port: number | undefined;
  /** `http`, where it is in a URL. */
  readonly scheme: string | undefined;
  /** Offset in the text at which host and port begin; they end before `to`. */
  readonly from: number;
  readonly to: number;
  /** True where a URL of something else goes on with it: in its path or query. */
  readonly isInside: boolean;
}

/** Ports that clients take when a URL has none. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mongodb: 27017,
  redis: 6379,
  rediss: 6379,
  amqp: 5672,
  amqps: 5671,
  nats: 4222,
};

/** Schemes by which gRPC finds a name, which comes where others have their path: `dns:///users:9090`. */
const RESOLVERS = ["dns", "passthrough"];

/** A URL's scheme and authority, RFC 3986: up to a path, a query, a blank, or another URL behind a comma. */
const authority = /([A-Za-z][A-Za-z0-9+.-]*):\/\/((?:(?!,[A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#\s"'])*)/g;
/** A host by itself, with the port behind it. */
const token = /(?<![\w.-])(?<host>\w(?:[\w.-]*\w)?)(?::(?<port>\d+))?(?![\w.-])/g;

interface Url {
  readonly scheme: string;
  readonly start: number;
  /** Offset behind user and password. */
  readonly hostsAt: number;
  readonly end: number;
}

/**
 * The addresses of hosts in a value: in URLs, where a user or password that reads like a host is not meant, and as
 * `host:port` outside of them.
 */
export function addressesIn(value: string, isHost: (name: string) => boolean): Address[] {
  const urls = urlsIn(value);
  return tokensIn(value, isHost).flatMap((each): Address[] => {
    const url = urls.findLast(({ start }) => start <= each.from);
    if (url === undefined || isApart(value.slice(url.end, each.from))) {
      return each.port === undefined || isScheme(value, each.to) ? [] : [{ ...each, scheme: undefined }];
    }
    if (each.from < url.hostsAt) return [];
    const { scheme } = url;
    if (each.from < url.end) return [{ ...each, scheme, port: each.port ?? DEFAULT_PORTS[scheme] }];
    if (RESOLVERS.includes(scheme) && each.from === url.end + 1) return [{ ...each, scheme }];
    return each.port === undefined ? [] : [{ ...each, scheme: undefined, isInside: true }];
  });
}

/** Tells whether a value is a host and nothing else: `db`. */
export function bareHost(value: string, isHost: (name: string) => boolean): Address | undefined {
  const isWhole = isHost(value) && tokensIn(value, isHost)[0]?.to === value.length;
  if (!isWhole) return undefined;
  return { host: value, port: undefined, scheme: undefined, from: 0, to: value.length, isInside: false };
}

/** Hosts of URLs that have a dot, which are mostly those of others: `https://api.stripe.com`. */
export function outerAddresses(value: string): { readonly host: string; readonly port: number | undefined }[] {
  return urlsIn(value).flatMap(({ scheme, hostsAt, end }) => {
    const hosts = value.slice(hostsAt, end).split(",");
    return hosts.flatMap((text) => {
      const [, host, port] = /^([\w-]+(?:\.[\w-]+)+)(?::(\d+))?$/.exec(text) ?? [];
      if (host === undefined) return [];
      return [{ host, port: port === undefined ? DEFAULT_PORTS[scheme] : Number(port) }];
    });
  });
}

function urlsIn(value: string): Url[] {
  return [...value.matchAll(authority)].map((match) => {
    const [whole, scheme = "", all = ""] = match;
    const end = match.index + whole.length;
    // `postgresql+asyncpg` is PostgreSQL by way of a driver.
    return {
      scheme: scheme.toLowerCase().split("+")[0] ?? "",
      start: match.index,
      hostsAt: end - all.length + all.lastIndexOf("@") + 1,
      end,
    };
  });
}

/** Every place where one of the hosts stands by itself, with the port behind it. */
function tokensIn(value: string, isHost: (name: string) => boolean): Omit<Address, "scheme">[] {
  return [...value.matchAll(token)].flatMap((match) => {
    const { host = "", port } = match.groups ?? {};
    if (!isHost(host)) return [];
    const to = match.index + match[0].length;
    return [{ host, port: port === undefined ? undefined : Number(port), from: match.index, to, isInside: false }];
  });
}

/** Tells whether what stands between a URL and what follows ends it. */
function isApart(between: string): boolean {
  return /[\s"'|;]/.test(between);
}

/** `db://`, where a scheme has the name of a host. */
function isScheme(value: string, end: number): boolean {
  return value.startsWith("://", end);
}
