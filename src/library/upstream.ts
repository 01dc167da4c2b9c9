import { parseHostPort } from "../values/host-port.ts";
import { argumentError } from "./argument.ts";

/** The server that a proxy is in front of, as its caller named it. */
export interface Upstream {
  /** `host:port` */
  readonly address: string;
  /** Makes the URL that leads to the same place through a proxy at that address. */
  urlThrough(proxy: string): string;
}

/** Ports that a URL need not say, by the URL standard. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443", "ws:": "80", "wss:": "443" };

/**
 * Reads `127.0.0.1:5432` or a URL with a port, `http://127.0.0.1:8080/api`.
 * @throws ArgumentError for anything else
 */
export function upstreamOf(to: string): Upstream {
  const upstream = to.includes("://") ? ofUrl(to) : ofAddress(to);
  if (upstream !== undefined) return upstream;
  const help = "expected where it listens: 127.0.0.1:5432, or a URL with its port: http://127.0.0.1:8080";
  throw argumentError("openProxy", "to", `found ${JSON.stringify(to)}; ${help}`);
}

function ofAddress(to: string): Upstream | undefined {
  if (parseHostPort(to) === undefined) return undefined;
  return { address: to, urlThrough: (proxy) => `http://${proxy}` };
}

function ofUrl(to: string): Upstream | undefined {
  const url = URL.parse(to);
  const port = url && (url.port || DEFAULT_PORTS[url.protocol]);
  if (!url?.hostname || !port || port === "0") return undefined;
  return {
    address: `${url.hostname}:${port}`,
    urlThrough(proxy) {
      const through = new URL(url);
      through.host = proxy;
      // The URL standard writes a root that nobody wrote.
      return to.endsWith("/") ? through.href : through.href.replace(/\/$/, "");
    },
  };
}
