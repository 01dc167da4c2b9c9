import { z } from "zod";
import { PROCESS_HEADER } from "../clients/os/process-health.ts";
import type { EdgeProxies } from "../faults/toxiproxy/edge-proxies.ts";
import type { Edge } from "../files/graph/graph.ts";
import type { SignalTotals } from "../judge/measure/signal.ts";
import { mergeTotals } from "../judge/measure/totals.ts";
import type { Clock } from "../values/clock/clock.ts";
import { withDeadline } from "../values/clock/deadline.ts";
import { edgeName } from "../values/edge-name.ts";
import { httpGet } from "./http-get.ts";
import type { ProcessPart } from "./process-part.ts";
import { ProxyGoneError } from "./proxy-gone-error.ts";

/** A proxy that takes longer to answer is as good as gone. */
const ANSWER_WITHIN_MS = 5_000;

const count = z.number().nonnegative();
const counts = z.record(z.string(), count);
const histogram = z.array(count);
const totalsSchema = z.object({
  started: count,
  ended: count,
  failed: count,
  errors: counts,
  statuses: counts.exactOptional(),
  latency: histogram,
  inFlight: count,
  ages: histogram,
  opaque: count.exactOptional(),
  handshakes: z.object({ total: count, failed: count, latency: histogram }).exactOptional(),
  protocols: counts.exactOptional(),
});
const edgesSchema = z.record(z.string(), totalsSchema);
const threadSchema = z.object({
  atMs: count,
  stalledMs: count,
  waitedMs: count.exactOptional(),
  workedMs: count.exactOptional(),
});
/** A proxy from before it had threads says it of one. */
const processSchema = z.union([z.array(threadSchema), threadSchema.transform((only) => [only])]);

/**
 * Reads what the proxy counted since it came up, by edge name; the proxies of an edge's replicas as one. `part` is told
 * how the proxy's process did.
 */
export async function readEdges(
  clock: Clock,
  edges: readonly Edge[],
  proxies: EdgeProxies,
  part: ProcessPart,
): Promise<Readonly<Record<string, SignalTotals>>> {
  const readings = await askProxy(clock, proxies.apiUrl, part);
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

/** Reads the counts of the server at `apiUrl`, by proxy, and tells `part` of the server's own health. */
export async function askProxy(
  clock: Clock,
  apiUrl: string,
  part: ProcessPart,
): Promise<Readonly<Record<string, SignalTotals>>> {
  const url = `${apiUrl}/edges`;
  try {
    const { status, headers, body } = await withDeadline(clock, ANSWER_WITHIN_MS, (signal) => httpGet(url, signal));
    if (status !== 200) throw new Error(`it answered ${status} ${body}`);
    const process = headers[PROCESS_HEADER];
    if (typeof process === "string") part.take(processSchema.parse(JSON.parse(process)));
    return edgesSchema.parse(JSON.parse(body));
  } catch (cause) {
    throw new ProxyGoneError({
      message: `the fault proxy does not answer at ${url}: ${(cause as Error).message}`,
      hint: "Its log in the run's folder may say why.",
      cause,
    });
  }
}
