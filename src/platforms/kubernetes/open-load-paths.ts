import type { Cluster } from "../../clients/cluster/cluster.ts";
import { reveal } from "../../files/experiment/concealed-text.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { HarnessPart } from "../platform.ts";
import { LoadPathProbe } from "./load-path-probe.ts";
import type { NamespaceView } from "./namespace-view.ts";
import { relayToPod } from "./pod-relay.ts";
import type { LoadPath, LoadPaths } from "./reach.ts";

const ASK_SERVER_EVERY_MS = 100;
/** Each time is a connection to the pod. */
const TRY_FORWARD_EVERY_MS = 1000;
/** Unless a load gives up sooner. */
const FAILING_AFTER_MS = 1000;

export interface OpenLoadPaths {
  /** Base URLs by service. */
  readonly urls: ReadonlyMap<string, string>;
  /**
   * The parts that the paths go through, probed beside the load; none for those that don't go through anything that we
   * know.
   */
  readonly parts: readonly HarnessPart[];
}

export interface OpenLoadPathsOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly view: NamespaceView;
  readonly clock: Clock;
  readonly loads: readonly Pick<LoadSpec, "timeoutMs">[];
}

/** Opens the paths of a load, and probes what they go through, until the signal aborts. */
export async function openLoadPaths(
  paths: LoadPaths,
  options: OpenLoadPathsOptions,
  signal: AbortSignal,
): Promise<OpenLoadPaths> {
  const opener = new WayOpener(options, signal);
  const urls = await Promise.all(
    [...paths].map(async ([service, path]) => [service, await opener.open(service, path)] as const),
  );
  return { urls: new Map(urls), parts: opener.parts };
}

class WayOpener {
  readonly parts: HarnessPart[] = [];
  readonly #options: OpenLoadPathsOptions;
  readonly #signal: AbortSignal;
  #server: LoadPathProbe | undefined;

  constructor(options: OpenLoadPathsOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Resolves with a base URL. */
  async open(service: string, path: LoadPath): Promise<string> {
    const { cluster, namespace, view } = this.#options;
    switch (path.by) {
      case "url":
      case "service":
        return reveal(path.url);
      case "service-proxy": {
        const ref = { apiVersion: "v1", kind: "Service", namespace, name: path.serviceName };
        const server = this.#probeServer();
        return urlOf(await cluster.proxyTo(ref, path.port, this.#signal, (error) => server.noteTrouble(error)));
      }
      case "port-forward": {
        this.#probeServer();
        let probe: LoadPathProbe | undefined;
        const onTrouble = (error: Error) => probe?.noteTrouble(error);
        const relay = await relayToPod({ ...path, cluster, namespace, view, onTrouble }, this.#signal);
        probe = this.#probe(`port-forward to ${service}`, TRY_FORWARD_EVERY_MS, relay.tryPod);
        return urlOf(relay);
      }
    }
  }

  /** One for all paths. */
  #probeServer(): LoadPathProbe {
    const { cluster } = this.#options;
    this.#server ??= this.#probe("API server", ASK_SERVER_EVERY_MS, (signal) => cluster.ping({ signal }));
    return this.#server;
  }

  #probe(name: string, everyMs: number, ask: (signal: AbortSignal) => Promise<void>): LoadPathProbe {
    const { clock, loads } = this.#options;
    const failingAfterMs = Math.min(FAILING_AFTER_MS, ...loads.map(({ timeoutMs }) => timeoutMs));
    const probe = new LoadPathProbe({ name, ask, everyMs, failingAfterMs, clock, signal: this.#signal });
    this.parts.push(probe);
    return probe;
  }
}

function urlOf({ port }: { readonly port: number }): string {
  return `http://127.0.0.1:${port}`;
}
