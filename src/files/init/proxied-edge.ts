import { UsageError } from "../../values/errors.ts";
import type { ComposeEdge } from "../compose-file/find-edges.ts";

/** An edge with the proxy that it gets. */
export interface ProxiedComposeEdge extends ComposeEdge {
  /** Of the proxy: `checkout-pricing`. */
  readonly proxy: string;
  /** The port that the proxy listens on. */
  readonly listen: number;
}

const FIRST_PORT = 20_001;
const API_PORT = 8474;

/**
 * Gives every edge a proxy. Where the caller is told of a port, or can be told of another, the proxy gets one of its
 * own; else it must listen on the callee's, which only one edge can have.
 * @throws UsageError when two edges need the same port
 */
export function giveProxies(edges: readonly ComposeEdge[]): ProxiedComposeEdge[] {
  const fixed = new Map<number, ComposeEdge>();
  for (const edge of edges.filter(needsSamePort)) {
    const before = fixed.get(edge.port);
    if (before !== undefined || edge.port === API_PORT) throw portTaken(edge, before);
    fixed.set(edge.port, edge);
  }
  let next = FIRST_PORT;
  const free = () => {
    while (fixed.has(next)) next += 1;
    return next++;
  };
  return edges.map((edge, index) => {
    const isSecond = edges
      .slice(0, index)
      .some(({ caller, callee }) => caller === edge.caller && callee === edge.callee);
    const proxy = `${edge.caller}-${edge.callee}${isSecond ? `-${edge.port}` : ""}`;
    return { ...edge, proxy, listen: needsSamePort(edge) ? edge.port : free() };
  });
}

/** Tells whether the callee's port stands in the caller's code, out of reach. */
function needsSamePort({ mentions }: ComposeEdge): boolean {
  const hosts = mentions.filter(({ holds }) => holds === "host").length;
  const ports = mentions.filter(({ holds }) => holds === "port").length;
  return mentions.length === 0 || hosts > ports;
}

function portTaken({ caller, callee, port }: ComposeEdge, before: ComposeEdge | undefined): UsageError {
  const who = before === undefined ? "Toxiproxy's API" : `${before.caller} -> ${before.callee}`;
  return new UsageError({
    message: `${caller} -> ${callee} and ${who} both need port ${port} of the proxy`,
    hint: `Let ${caller} take the address of ${callee} from a variable with host and port in it, and run init again.`,
  });
}
