import type { EdgeProxies } from "../../faults/toxiproxy/edge-proxies.ts";
import { reveal } from "../../files/experiment/concealed-text.ts";
import type { Edge } from "../../files/graph/graph.ts";
import type { SignalTotals } from "../../judge/measure/signal.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { HarnessPart, RunningSystem, ServiceDeath } from "../platform.ts";
import { ProcessPart } from "../process-part.ts";
import { type Child, type Exit, lastOf } from "../processes/child-process.ts";
import { ProcessDiedError } from "../processes/process-errors.ts";
import { readEdges } from "../read-edges.ts";
import { ReplayedEvents } from "../replayed-events.ts";
import { timedServer } from "../toxiproxy/timed-server.ts";
import { ExternalSystemError } from "./external-errors.ts";
import { ExternalReplica } from "./external-replica.ts";
import type { OwnProxy } from "./own-proxy.ts";
import type { ReachableAt } from "./reachable-at.ts";
import type { Survey } from "./survey.ts";

/** A system that runs already, with our own proxy before it where it was asked for. */
export interface ExternalSystem extends RunningSystem {
  readonly proxies: EdgeProxies;
  readonly replicas: { replicasOf(service: string): readonly ExternalReplica[] };
}

export interface ExternalSystemParts {
  readonly clock: Clock;
  readonly found: Survey;
  /** Undefined where no edge is to run through it. */
  readonly own: OwnProxy | undefined;
  /** Addresses of the proxies of the Toxiproxy that is there, by name. */
  readonly reachable: ReachableAt;
  /** Id of the undo record with which our own proxy goes. */
  readonly within: string;
  readonly isGoingDown: () => boolean;
}

/** A system that others run, as far as it is known. */
export class WhatRuns implements ExternalSystem {
  readonly proxies: EdgeProxies;
  readonly replicas: ExternalSystem["replicas"];
  readonly #parts: ExternalSystemParts;
  readonly #replicas: readonly ExternalReplica[];
  readonly #ownPart = new ProcessPart("fault proxy");
  readonly #harnessParts: readonly HarnessPart[];
  readonly #broken = new ReplayedEvents<Error>();
  readonly #died = new ReplayedEvents<ServiceDeath>();
  readonly #ended = new Set<string>();

  constructor(parts: ExternalSystemParts) {
    this.#parts = parts;
    const { clock, found, own } = parts;
    this.#replicas = [...found.processes].map(([service, process]) => new ExternalReplica(service, process, clock));
    this.replicas = { replicasOf: (service) => this.#replicas.filter((replica) => replica.service === service) };
    this.proxies = this.#edgeProxies();
    const { toxiproxy } = found.spec;
    this.#harnessParts = [
      ...(own === undefined ? [] : [this.#ownPart]),
      ...(toxiproxy === undefined ? [] : [timedServer(toxiproxy, clock, (error) => this.#report(error))]),
    ];
    void own?.child.exited.then((exit) => this.#proxyEnded(own.child, exit));
  }

  urlsOf(service: string): readonly string[] {
    const url = this.#parts.found.spec.services[service]?.url;
    if (url !== undefined) return [reveal(url)];
    throw new ExternalSystemError({
      message: `nothing says where ${service} is`,
      hint: `Add \`${service}: http://127.0.0.1:8080\` under system.external.services.`,
    });
  }

  async readEdges(): Promise<Readonly<Record<string, SignalTotals>>> {
    this.#lookForEnds();
    const { clock, found, own } = this.#parts;
    if (own === undefined) return {};
    const edges = found.spec.edges.map(({ edge }) => edge);
    return readEdges(clock, edges, { ...this.proxies, apiUrl: own.apiUrl }, this.#ownPart);
  }

  harnessParts(): readonly HarnessPart[] {
    return this.#harnessParts;
  }

  onBroken(listener: (error: Error) => void): void {
    this.#broken.listen(listener);
  }

  onServiceDied(listener: (death: ServiceDeath) => void): void {
    this.#died.listen(listener);
  }

  /** Nothing is known of what the services could be asked. */
  async diagnose(): Promise<Readonly<Record<string, never>>> {
    return {};
  }

  #edgeProxies(): EdgeProxies {
    const { found, own, reachable, within } = this.#parts;
    const isOwn = (proxy: string) => own?.proxyNames.includes(proxy) ?? false;
    return {
      apiUrl: found.spec.toxiproxy ?? own?.apiUrl ?? "",
      apiUrlOf: (proxy) => (isOwn(proxy) ? own?.apiUrl : found.spec.toxiproxy) ?? "",
      withinOf: (proxy) => (isOwn(proxy) ? within : undefined),
      proxiesOf: (edge: Edge) => [
        ...(own?.proxiesOf(edge) ?? []),
        ...found.through.filter((one) => edgeName(one.edge) === edgeName(edge)).map(({ proxy }) => proxy),
      ],
      // Ours counts what its toxics do.
      reach: async (proxy) => (isOwn(proxy) ? undefined : reachable.get(proxy)),
    };
  }

  /** A process that its fault paused is still there; no fault ends one, but those on units. */
  #lookForEnds(): void {
    for (const { service, process } of this.#replicas) {
      if (!("identity" in process) || process.state !== "gone" || this.#ended.has(service)) continue;
      this.#ended.add(service);
      this.#died.tell({ service, why: `process ${process.identity.pid} of ${service} ended while the run went on` });
    }
  }

  #proxyEnded(child: Child, exit: Exit): void {
    this.#report(
      new ProcessDiedError({
        message: lastOf(child, exit),
        hint: "No fault of this run ended it; its log in the run's folder may say what did.",
      }),
    );
  }

  #report(error: Error): void {
    if (!this.#parts.isGoingDown()) this.#broken.tell(error);
  }
}
