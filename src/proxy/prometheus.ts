import { bucketMs, type SparseHistogram } from "../judge/measure/histogram.ts";
import type { EdgeReading } from "./edge-recorder.ts";
import type { FaultProxy } from "./fault-proxy.ts";

/** Upper bounds of the buckets that a scrape sees. */
const BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Labels = Readonly<Record<string, string>>;

/**
 * The proxies' counters in Prometheus' text format: Toxiproxy's own byte counters, which here move live, and
 * what each edge saw.
 */
export function formatMetrics(proxies: readonly FaultProxy[]): string {
  const readings = proxies.map((proxy) => ({ proxy, reading: proxy.read(), labels: { proxy: proxy.name } }));
  const perEdge = (value: (reading: EdgeReading, labels: Labels) => string[]) =>
    readings.flatMap(({ reading, labels }) => value(reading, labels));
  return [
    family(
      "toxiproxy_proxy_received_bytes_total",
      "counter",
      proxies.flatMap((proxy) => byteSamples(proxy, "received")),
    ),
    family(
      "toxiproxy_proxy_sent_bytes_total",
      "counter",
      proxies.flatMap((proxy) => byteSamples(proxy, "sent")),
    ),
    family(
      "brownout_edge_calls_started_total",
      "counter",
      perEdge((edge, labels) => [sample(labels, edge.started)]),
    ),
    family(
      "brownout_edge_calls_ended_total",
      "counter",
      perEdge((edge, labels) => [sample(labels, edge.ended)]),
    ),
    family(
      "brownout_edge_calls_failed_total",
      "counter",
      perEdge((edge, labels) => counts(labels, "reason", edge.errors)),
    ),
    family(
      "brownout_edge_answers_total",
      "counter",
      perEdge((edge, labels) => counts(labels, "status", edge.statuses ?? {})),
    ),
    family(
      "brownout_edge_calls_in_flight",
      "gauge",
      perEdge((edge, labels) => [sample(labels, edge.inFlight)]),
    ),
    family(
      "brownout_edge_connections_open",
      "gauge",
      perEdge((edge, labels) => [sample(labels, edge.connections.open)]),
    ),
    family(
      "brownout_edge_connections_total",
      "counter",
      perEdge((edge, labels) => [sample(labels, edge.connections.total)]),
    ),
    family(
      "brownout_edge_toxic_acted_total",
      "counter",
      perEdge((edge, labels) => counts(labels, "toxic", edge.toxics)),
    ),
    family(
      "brownout_edge_first_byte_seconds",
      "histogram",
      perEdge((edge, labels) => buckets(labels, edge.firstByte)),
    ),
    family(
      "brownout_edge_latency_seconds",
      "histogram",
      perEdge((edge, labels) => buckets(labels, edge.latency)),
    ),
    family(
      "brownout_edge_tls_handshakes_failed_total",
      "counter",
      perEdge((edge, labels) => [sample(labels, edge.handshakes.failed)]),
    ),
    family(
      "brownout_edge_tls_handshake_seconds",
      "histogram",
      perEdge((edge, labels) => buckets(labels, edge.handshakes.latency)),
    ),
  ].join("");
}

/** Samples are given without the name, which is the same for all. */
function family(name: string, type: string, samples: readonly string[]): string {
  return `# TYPE ${name} ${type}\n${samples.map((text) => `${name}${text}\n`).join("")}`;
}

function byteSamples(proxy: FaultProxy, which: "received" | "sent"): string[] {
  return (["downstream", "upstream"] as const).map((direction) => {
    const labels = { direction, listener: proxy.listen, proxy: proxy.name, upstream: proxy.upstream };
    return sample(labels, proxy.traffic[direction][`${which}Bytes`]);
  });
}

function counts(labels: Labels, label: string, values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).map(([key, value]) => sample({ ...labels, [label]: key }, value));
}

function buckets(labels: Labels, histogram: SparseHistogram): string[] {
  const below = BOUNDS_S.map(() => 0);
  let count = 0;
  let sumS = 0;
  for (let at = 0; at < histogram.length; at += 2) {
    const seconds = bucketMs(histogram[at] ?? 0) / 1000;
    const inBucket = histogram[at + 1] ?? 0;
    count += inBucket;
    sumS += inBucket * seconds;
    for (const [index, boundS] of BOUNDS_S.entries())
      if (seconds <= boundS) below[index] = (below[index] ?? 0) + inBucket;
  }
  return [
    ...BOUNDS_S.map((boundS, index) => `_bucket${sample({ ...labels, le: `${boundS}` }, below[index] ?? 0)}`),
    `_bucket${sample({ ...labels, le: "+Inf" }, count)}`,
    `_sum${sample(labels, sumS)}`,
    `_count${sample(labels, count)}`,
  ];
}

function sample(labels: Labels, value: number): string {
  const inside = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
  return `{${inside.join(",")}} ${value}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
