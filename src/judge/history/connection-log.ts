import { Histogram } from "../measure/histogram.ts";
import type { HandshakeCounts, SignalDelta } from "../measure/signal.ts";
import type { HandshakeStats, SignalStats } from "./result.ts";

interface Handshakes {
  total: number;
  failed: number;
  readonly latency: Histogram;
}

/** The connections of every edge: their TLS handshakes in the phase that is on, and the protocols that were found on them in all of the run. */
export class ConnectionLog {
  readonly #handshakes = new Map<string, Handshakes>();
  readonly #protocols = new Map<string, Record<string, number>>();

  startPhase(): void {
    this.#handshakes.clear();
  }

  add(deltas: Readonly<Record<string, SignalDelta>>): void {
    for (const [edge, { handshakes, protocols }] of Object.entries(deltas)) {
      if (handshakes !== undefined) this.#addHandshakes(edge, handshakes);
      if (protocols !== undefined) this.#addProtocols(edge, protocols);
    }
  }

  /** Tells what is known of an edge's connections; of other signals nothing is. */
  statsOf(edge: string): Pick<SignalStats, "handshakes" | "protocols"> {
    const [handshakes, protocols] = [this.#handshakes.get(edge), this.#protocols.get(edge)];
    return {
      ...(handshakes && { handshakes: handshakeStats(handshakes) }),
      ...(protocols && { protocols: { ...protocols } }),
    };
  }

  #addHandshakes(edge: string, { total, failed, latency }: HandshakeCounts): void {
    const sums = this.#handshakes.get(edge) ?? { total: 0, failed: 0, latency: new Histogram() };
    sums.total += total;
    sums.failed += failed;
    sums.latency.add(latency);
    this.#handshakes.set(edge, sums);
  }

  #addProtocols(edge: string, protocols: Readonly<Record<string, number>>): void {
    const sums: Record<string, number> = this.#protocols.get(edge) ?? {};
    for (const [name, count] of Object.entries(protocols)) sums[name] = (sums[name] ?? 0) + count;
    this.#protocols.set(edge, sums);
  }
}

function handshakeStats({ total, failed, latency }: Handshakes): HandshakeStats {
  const [p50Ms, p95Ms, maxMs] = [0.5, 0.95, 1].map((share) => latency.quantileMs(share));
  if (p50Ms === undefined || p95Ms === undefined || maxMs === undefined) return { total, failed };
  return { total, failed, p50Ms, p95Ms, maxMs };
}
