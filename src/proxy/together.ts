import { isIP } from "node:net";
import { dialAddress } from "./address.ts";
import type { ProxySettings } from "./fault-proxy.ts";

/**
 * Names what has to be in one thread with a proxy, since it counts together with it: the proxies of its edge, as its client names it; where
 * that says nothing, those whose upstream has the same host name; where that is an address, the proxy alone.
 */
export function togetherWith({ name, edge, upstream }: Pick<ProxySettings, "name" | "edge" | "upstream">): string {
  if (edge !== "") return `edge ${edge}`;
  const host = dialAddress(upstream.split(",", 1)[0] ?? "")?.host ?? "";
  return host === "" || host === "localhost" || isIP(host) !== 0 ? `proxy ${name}` : `host ${host}`;
}
