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
  /** The reason why nothing can be put in its place, though it is one: half a sentence. */
  readonly unclear?: string;
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
/** `${HOST:-db}:5432` or `${HOST:db}`, which the program itself or its shell fills in. */
const placeholder = /\$\{[\w.]+:?-?(?<host>[\w.-]*\w)\}(?::(?<port>\d+))?/g;
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
  const filled = placeholdersIn(value, isHost);
  const tokens = tokensIn(value, isHost).filter(
    (each) => !filled.some(({ from, to }) => each.from >= from && each.to <= to),
  );
  return [...filled, ...tokens.flatMap((each) => addressAt(value, each, urls) ?? [])];
}

function addressAt(value: string, token: Token, urls: readonly Url[]): Address | undefined {
  const url = urls.findLast(({ start }) => start <= token.from);
  if (url === undefined || isApart(value.slice(url.end, token.from))) {
    return token.port === undefined || isScheme(value, token.to) ? undefined : { ...token, scheme: undefined };
  }
  if (token.from < url.hostsAt) return undefined;
  const { scheme } = url;
  // `http://db:$PORT` and `http://db:{{ port }}`: what comes behind belongs to it, and isn't known.
  if (value[token.to] === ":") return { ...token, scheme, unclear: "what stands for its port is no number" };
  if (token.from < url.end) return { ...token, scheme, port: token.port ?? DEFAULT_PORTS[scheme] };
  if (RESOLVERS.includes(scheme) && token.from === url.end + 1) return { ...token, scheme };
  return token.port === undefined
    ? undefined
    : { ...token, scheme: undefined, unclear: "as a part of another address" };
}

/** Tells whether a value is a host and nothing else: `db`. */
export function bareHost(value: string, isHost: (name: string) => boolean): Address | undefined {
  const isWhole = isHost(value) && tokensIn(value, isHost)[0]?.to === value.length;
  if (!isWhole) return undefined;
  return { host: value, port: undefined, scheme: undefined, from: 0, to: value.length };
}

/** The machine itself. */
const OWN_HOST = /^(?:localhost|127\..*|0\.0\.0\.0)$/;

/** Hosts of URLs, whoever they are: `https://api.stripe.com`. */
export function urlHosts(value: string): { readonly host: string; readonly port: number | undefined }[] {
  return urlsIn(value).flatMap(({ scheme, hostsAt, end }) => {
    const hosts = value.slice(hostsAt, end).split(",");
    return hosts.flatMap((text) => {
      const [, host, port] = /^(\w[\w.-]*)(?::(\d+))?$/.exec(text) ?? [];
      if (host === undefined || OWN_HOST.test(host)) return [];
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

interface Token {
  readonly host: string;
  readonly port: number | undefined;
  readonly from: number;
  readonly to: number;
}

/** Every place where one of the hosts stands by itself, with the port behind it. */
function tokensIn(value: string, isHost: (name: string) => boolean): Token[] {
  return [...value.matchAll(token)].flatMap((match) => tokenOf(match, isHost));
}

/** Hosts that stand for a variable of the program's own, which nobody knows here. */
function placeholdersIn(value: string, isHost: (name: string) => boolean): Address[] {
  return [...value.matchAll(placeholder)]
    .flatMap((match) => tokenOf(match, isHost))
    .map((each) => ({ ...each, scheme: undefined, unclear: "by a variable of the program's own" }));
}

function tokenOf(match: RegExpExecArray, isHost: (name: string) => boolean): Token[] {
  const { host = "", port } = match.groups ?? {};
  if (!isHost(host)) return [];
  const to = match.index + match[0].length;
  return [{ host, port: port === undefined ? undefined : Number(port), from: match.index, to }];
}

/** Tells whether what stands between a URL and what follows ends it. */
function isApart(between: string): boolean {
  return /[\s"'|;]/.test(between);
}

/** `db://`, where a scheme has the name of a host. */
function isScheme(value: string, end: number): boolean {
  return value.startsWith("://", end);
}
