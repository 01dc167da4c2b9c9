import type { Clock } from "../clock/clock.ts";
import { withDeadline } from "../clock/deadline.ts";
import { edgeName } from "../experiment/criterion.ts";
import type { EdgeProxies } from "../fault/toxiproxy/edge-proxies.ts";
import type { Edge } from "../graph/graph.ts";
import type { SignalTotals } from "../measure/signal.ts";
import { mergeTotals } from "../measure/totals.ts";
import { httpGet } from "./http-get.ts";
import { ProxyGoneError } from "./proxy-gone-error.ts";

/** A proxy that takes longer to answer is as good as gone. */
const ANSWER_WITHIN_MS = 5_000;

/** What the proxy counted since it came up, by edge name; the proxies of an edge's replicas as one. */
export async function readEdges(
  clock: Clock,
  edges: readonly Edge[],
  proxies: EdgeProxies,
): Promise<Readonly<Record<string, SignalTotals>>> {
  const readings = await askProxy(clock, `${proxies.apiUrl}/edges`);
  const totals = edges.map((edge) => {
    const ofEdge = proxies.proxiesOf(edge).map((proxy) => {
      const reading = readings[proxy];
      if (!reading) throw new ProxyGoneError({ message: `the fault proxy no longer has ${proxy}` });
      return reading;
    });
    return [edgeName(edge), mergeTotals(ofEdge)] as const;
  });
  return Object.fromEntries(totals);
}

/** What a server says of its edges, by proxy. */
export async function askProxy(clock: Clock, url: string): Promise<Readonly<Record<string, SignalTotals>>> {
  try {
    const { status, body } = await withDeadline(clock, ANSWER_WITHIN_MS, (signal) => httpGet(url, signal));
    if (status !== 200) throw new Error(`it answered ${status} ${body}`);
    return JSON.parse(body);
  } catch (cause) {
    throw new ProxyGoneError({
      message: `the fault proxy does not answer at ${url}: ${(cause as Error).message}`,
      hint: "Its log in the run's folder may say why.",
      cause,
    });
  }
}
