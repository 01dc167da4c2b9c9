import type { ReplicaNetwork, ServiceNetworks } from "../../faults/network/service-networks.ts";
import type { ReplicaControl } from "../../faults/process/replica.ts";
import type { EdgeProxies } from "../../faults/toxiproxy/edge-proxies.ts";
import type { Graph } from "../../files/graph/graph.ts";
import type { ReplicaWaiting } from "../../judge/history/event.ts";
import type { SignalTotals } from "../../judge/measure/signal.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { HarnessPart, RunningSystem, ServiceDeath } from "../platform.ts";
import { ProcessPart } from "../process-part.ts";
import { type Child, type Exit, lastOf } from "../processes/child-process.ts";
import { ProcessDiedError } from "../processes/process-errors.ts";
import type { ProxyProcess } from "../processes/proxy-process.ts";
import { readEdges } from "../read-edges.ts";
import { readWaiting } from "../read-waiting.ts";
import { ReplayedEvents } from "../replayed-events.ts";
import { diagnose, type Facts } from "./diagnose.ts";
import type { EdgeLinks } from "./edge-links.ts";
import type { ServiceReplica } from "./service-replica.ts";

/** A graph whose replicas are processes of this machine, and whose edges run through one embedded proxy server. */
export interface LocalSystem extends RunningSystem {
  readonly proxies: EdgeProxies;
  readonly replicas: ReplicaControl;
  /** Those that have a network of their own. */
  readonly networks: ServiceNetworks;
}

export interface LocalSystemParts {
  readonly clock: Clock;
  readonly graph: Graph;
  readonly proxy: ProxyProcess;
  readonly links: EdgeLinks;
  readonly replicas: readonly ServiceReplica[];
  /** Tells whether the system is being taken down, so that its processes end as they should. */
  readonly isGoingDown: () => boolean;
}

/** The processes of a local system, once all are up. */
export class LocalProcesses implements LocalSystem {
  readonly proxies: EdgeProxies;
  readonly replicas: ReplicaControl;
  readonly networks: ServiceNetworks;
  readonly #parts: LocalSystemParts;
  readonly #proxyPart = new ProcessPart("fault proxy");
  readonly #broken = new ReplayedEvents<Error>();
  readonly #died = new ReplayedEvents<ServiceDeath>();

  constructor(parts: LocalSystemParts) {
    this.#parts = parts;
    const { proxy, links } = parts;
    this.proxies = { apiUrl: proxy.apiUrl, proxiesOf: (edge, replicas) => links.proxiesOf(edge, replicas) };
    this.replicas = { replicasOf: (service) => this.#replicasOf(service) };
    this.networks = {
      networksOf: (service) => this.#replicasOf(service).flatMap(networkOf),
      peersOf: async (edge) => links.addressesOf(edge),
    };
    void proxy.child.exited.then((exit) => this.#proxyEnded(proxy.child, exit));
    for (const replica of parts.replicas) {
      replica.onDied((child, exit, left) => this.#serviceEnded(replica.service, child, exit, left));
    }
  }

  urlsOf(service: string): readonly string[] {
    return this.#replicasOf(service).map(({ url }) => url);
  }

  readEdges(): Promise<Readonly<Record<string, SignalTotals>>> {
    return readEdges(this.#parts.clock, this.#parts.graph.edges, this.proxies, this.#proxyPart);
  }

  harnessParts(): readonly HarnessPart[] {
    return [this.#proxyPart];
  }

  onBroken(listener: (error: Error) => void): void {
    this.#broken.listen(listener);
  }

  onServiceDied(listener: (death: ServiceDeath) => void): void {
    this.#died.listen(listener);
  }

  diagnose(): Promise<Readonly<Record<string, Facts>>> {
    return diagnose(this.#parts.clock, this.#parts.replicas);
  }

  readWaiting(tell: (waiting: ReplicaWaiting) => void, signal: AbortSignal): Promise<void> {
    const asked = this.#parts.replicas.filter(({ tellsOfItself }) => tellsOfItself !== "no");
    return readWaiting(asked, tell, signal);
  }

  #proxyEnded(child: Child, exit: Exit): void {
    if (this.#parts.isGoingDown()) return;
    const error = new ProcessDiedError({
      message: lastOf(child, exit),
      hint: "No fault of this run ended it; its log in the run's folder may say what did.",
    });
    this.#broken.tell(error);
  }

  #serviceEnded(service: string, child: Child, exit: Exit, left: readonly string[]): void {
    if (!this.#parts.isGoingDown()) this.#died.tell({ service, why: lastOf(child, exit, left) });
  }

  #replicasOf(service: string): readonly ServiceReplica[] {
    const found = this.#parts.replicas.filter((replica) => replica.service === service);
    if (found.length === 0) throw new RangeError(`the graph ${this.#parts.graph.name} has no service ${service}`);
    return found;
  }
}

function networkOf({ title, netns }: ServiceReplica): readonly ReplicaNetwork[] {
  return netns === undefined ? [] : [{ label: title, name: { kind: "netns", id: netns } }];
}
