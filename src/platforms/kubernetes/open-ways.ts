import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { LoadSpec } from "../../files/experiment/experiment.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { HarnessPart } from "../platform.ts";
import type { NamespaceView } from "./namespace-view.ts";
import { relayToPod } from "./pod-relay.ts";
import type { Way, Ways } from "./reach.ts";
import { WayProbe } from "./way-probe.ts";

const ASK_SERVER_EVERY_MS = 100;
/** Each time is a connection to the pod. */
const TRY_FORWARD_EVERY_MS = 1000;
/** Unless a load gives up sooner. */
const FAILING_AFTER_MS = 1000;

export interface OpenWays {
  /** Base URLs by service. */
  readonly urls: ReadonlyMap<string, string>;
  /**
   * The parts that the ways go through, probed beside the load; none for those that don't go through anything that we
   * know.
   */
  readonly parts: readonly HarnessPart[];
}

export interface OpenWaysOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly view: NamespaceView;
  readonly clock: Clock;
  readonly loads: readonly Pick<LoadSpec, "timeoutMs">[];
}

/** Opens the ways of a load, and probes what they go through, until the signal aborts. */
export async function openWays(ways: Ways, options: OpenWaysOptions, signal: AbortSignal): Promise<OpenWays> {
  const opener = new WayOpener(options, signal);
  const urls = await Promise.all(
    [...ways].map(async ([service, way]) => [service, await opener.open(service, way)] as const),
  );
  return { urls: new Map(urls), parts: opener.parts };
}

class WayOpener {
  readonly parts: HarnessPart[] = [];
  readonly #options: OpenWaysOptions;
  readonly #signal: AbortSignal;
  #server: WayProbe | undefined;

  constructor(options: OpenWaysOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Resolves with a base URL. */
  async open(service: string, way: Way): Promise<string> {
    const { cluster, namespace, view } = this.#options;
    switch (way.by) {
      case "url":
      case "service":
        return way.url;
      case "service-proxy": {
        const ref = { apiVersion: "v1", kind: "Service", namespace, name: way.serviceName };
        const server = this.#probeServer();
        return urlOf(await cluster.proxyTo(ref, way.port, this.#signal, (error) => server.noteTrouble(error)));
      }
      case "port-forward": {
        this.#probeServer();
        let probe: WayProbe | undefined;
        const onTrouble = (error: Error) => probe?.noteTrouble(error);
        const relay = await relayToPod({ ...way, cluster, namespace, view, onTrouble }, this.#signal);
        probe = this.#probe(`port-forward to ${service}`, TRY_FORWARD_EVERY_MS, relay.tryPod);
        return urlOf(relay);
      }
    }
  }

  /** One for all ways. */
  #probeServer(): WayProbe {
    const { cluster } = this.#options;
    this.#server ??= this.#probe("API server", ASK_SERVER_EVERY_MS, (signal) => cluster.ping({ signal }));
    return this.#server;
  }

  #probe(name: string, everyMs: number, ask: (signal: AbortSignal) => Promise<void>): WayProbe {
    const { clock, loads } = this.#options;
    const failingAfterMs = Math.min(FAILING_AFTER_MS, ...loads.map(({ timeoutMs }) => timeoutMs));
    const probe = new WayProbe({ name, ask, everyMs, failingAfterMs, clock, signal: this.#signal });
    this.parts.push(probe);
    return probe;
  }
}

function urlOf({ port }: { readonly port: number }): string {
  return `http://127.0.0.1:${port}`;
}
