import type { Effect } from "../fault.ts";
import { endDelayProxy, isDelayProxyGone, PROXY_GROUP, startDelayProxy } from "./delay-proxy.ts";
import { type Namespace, run } from "./namespace.ts";
import { hasTable, readCounters, removeTable } from "./packet-table.ts";
import type { Peer } from "./service-networks.ts";

/** Connections are led through a proxy of ours in the same network, which delays what flows out. TCP only. */
export interface RedirectRecipe {
  readonly by: "redirect";
  readonly delayMs: number;
  readonly jitterMs: number;
}

/** Connections that are led through the proxy, and where it leads them on. */
interface Detour {
  /** In nft's words, as they are before the redirect. */
  readonly match: string;
  readonly upstream: string;
}

/** On an edge, what the caller opens; on a service, what others open to it. */
interface Detours {
  readonly natHook: "output" | "prerouting";
  /** The hook that connections pass that were there before: no redirect changes them, so they are reset. */
  readonly filterHook: "output" | "input";
  /** Address that the redirect leads to: on `output` to lo, on `prerouting` to the device's own address. */
  readonly listen: string;
  /** The stream that leaves this network, as the proxy sees it. */
  readonly stream: "upstream" | "downstream";
  readonly detours: readonly Detour[];
}

/** @param mark name of the table, and token of the proxy */
export async function putRedirect(
  namespace: Namespace,
  mark: string,
  token: string,
  { delayMs, jitterMs }: RedirectRecipe,
  peers: readonly Peer[] | undefined,
): Promise<void> {
  const all = peers === undefined ? await detoursToService(namespace) : detoursToPeers(peers);
  const ways = all.detours.map(({ upstream }) => ({ listen: `${all.listen}:0`, upstream }));
  const ports = await startDelayProxy(namespace, { delayMs, jitterMs, stream: all.stream, ways }, token);
  await run(namespace, ["nft", "-f", "-"], redirectTable(mark, all, ports));
}

/** The proxy first: what runs through it would go on, delayed, when the rules are gone. */
export async function removeRedirect(namespace: Namespace | undefined, mark: string, token: string): Promise<void> {
  await endDelayProxy(token);
  if (namespace !== undefined) await removeTable(namespace, mark);
}

export async function isRedirectGone(namespace: Namespace | undefined, mark: string, token: string): Promise<boolean> {
  if (!(await isDelayProxyGone(token))) return false;
  return namespace === undefined || !(await hasTable(namespace, mark));
}

export async function redirectEffect(namespace: Namespace, mark: string, token: string): Promise<Effect> {
  if (!(await hasTable(namespace, mark))) {
    return { took: "false", evidence: `the network of ${namespace.label} has no table ${mark}` };
  }
  if (await isDelayProxyGone(token)) return { took: "false", evidence: "the delaying proxy is gone" };
  const { acted } = await readCounters(namespace, mark);
  const evidence = `nft led ${acted} connections in the network of ${namespace.label} through the delaying proxy`;
  return { took: acted > 0 ? "true" : "false", evidence };
}

function detoursToPeers(peers: readonly Peer[]): Detours {
  const detours = peers.map(({ address, port }): Detour => {
    const isIpv6 = address.includes(":");
    const match = `meta skgid != ${PROXY_GROUP} ${isIpv6 ? "ip6" : "ip"} daddr ${address} tcp dport ${port}`;
    return { match, upstream: `${isIpv6 ? `[${address}]` : address}:${port}` };
  });
  return { natHook: "output", filterHook: "output", listen: "127.0.0.1", stream: "upstream", detours };
}

/** Every port that something in the network listens on for others. */
async function detoursToService(namespace: Namespace): Promise<Detours> {
  const listening = await run(namespace, ["ss", "--listening", "--tcp", "--numeric", "--no-header"]);
  const upstreams = new Map<string, string>();
  for (const [, host = "", port = ""] of listening.matchAll(/^\S+ +\S+ +\S+ +(\S+):(\d+) /gm)) {
    if (isLoopback(host)) continue;
    upstreams.set(port, isEverywhere(host) ? "127.0.0.1" : host);
  }
  const detours = [...upstreams].map(([port, host]): Detour => {
    return { match: `iifname != "lo" tcp dport ${port}`, upstream: `${host}:${port}` };
  });
  return { natHook: "prerouting", filterHook: "input", listen: "0.0.0.0", stream: "downstream", detours };
}

function isLoopback(host: string): boolean {
  return host.startsWith("127.") || host === "[::1]";
}

/** As ss writes it for a socket that takes connections to any address. */
function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "*" || host === "[::]";
}

/**
 * The nft rules by which connections that are opened to peers from here on run to ports of this network, and those that
 * are there are reset. In place of the table that there may be.
 */
export function detourTable(table: string, redirects: readonly { readonly peer: Peer; readonly to: number }[]): string {
  const detours = detoursToPeers(redirects.map(({ peer }) => peer));
  const text = redirectTable(
    table,
    detours,
    redirects.map(({ to }) => to),
  );
  return `table inet ${table}\ndelete table inet ${table}\n${text}`;
}

function redirectTable(table: string, { natHook, filterHook, detours }: Detours, ports: readonly number[]): string {
  const redirects = detours.map(({ match }, index) => `    ${match} counter name "acted" redirect to :${ports[index]}`);
  const resets = detours.map(({ match }) => `    ${match} counter name "seen" reject with tcp reset`);
  const lines = [
    `create table inet ${table}`,
    `table inet ${table} {`,
    "  counter seen { }",
    "  counter acted { }",
    "  chain redirects {",
    `    type nat hook ${natHook} priority -100;`,
    ...redirects,
    "  }",
    "  chain resets {",
    `    type filter hook ${filterHook} priority 0;`,
    ...resets,
    "  }",
    "}",
  ];
  return `${lines.join("\n")}\n`;
}
