/** A place in a text that holds the address of a service. */
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

/** A URL's scheme and authority, RFC 3986: up to a path, a query, a blank, or another URL behind a comma. */
const authority = /([A-Za-z][A-Za-z0-9+.-]*):\/\/((?:\$\{[^}]*\}|(?!,[A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#\s"'])*)/g;

/**
 * The addresses of the given hosts in a value: in URLs, where a user or password that reads like a host is not meant,
 * and as `host:port` outside of them. A host may be the default of a variable: `${DB_HOST:-db}:5432`.
 */
export function addressesIn(value: string, hosts: readonly string[]): Address[] {
  const urls = [...value.matchAll(authority)].map((match) => {
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
  return tokensIn(value, hosts).flatMap((token): Address[] => {
    const url = urls.find(({ start, end }) => token.from >= start && token.from < end);
    if (url === undefined) return token.port === undefined || urls.length > 0 ? [] : [{ ...token, scheme: undefined }];
    if (token.from < url.hostsAt) return [];
    return [{ ...token, scheme: url.scheme, port: token.port ?? DEFAULT_PORTS[url.scheme] }];
  });
}

/** Tells whether a value is a host and nothing else: `db`, `${DB_HOST:-db}`. */
export function bareHost(value: string, hosts: readonly string[]): Address | undefined {
  const [token] = tokensIn(value, hosts);
  const isWhole = token?.from === 0 && token.to === value.length && token.port === undefined;
  return isWhole ? { ...token, scheme: undefined } : undefined;
}

/** Every place where one of the hosts stands by itself, with the port behind it. */
function tokensIn(value: string, hosts: readonly string[]): Omit<Address, "scheme">[] {
  const names = hosts.toSorted((a, b) => b.length - a.length).map(escaped);
  const port = String.raw`(?::(?:(?<plain>\d+)|\$\{\w+:?-(?<usual>\d+)\}))?`;
  const host = `(?:(?<name>${names.join("|")})|\\$\\{\\w+:?-(?<fallback>${names.join("|")})\\})`;
  const token = new RegExp(`(?<![\\w.-])${host}${port}(?![\\w.-])`, "g");
  return [...value.matchAll(token)].map((match) => {
    const { name, fallback, plain, usual } = match.groups ?? {};
    const digits = plain ?? usual;
    return {
      host: name ?? fallback ?? "",
      port: digits === undefined ? undefined : Number(digits),
      from: match.index,
      to: match.index + match[0].length,
    };
  });
}

function escaped(host: string): string {
  return host.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
