import type { ContainerLife } from "../../clients/engine/container-life.ts";
import type { ContainerEvent, Engine } from "../../clients/engine/engine.ts";
import type { ServiceNetworks } from "../../faults/network/service-networks.ts";
import type { EdgeProxies } from "../../faults/toxiproxy/edge-proxies.ts";
import type { Edge } from "../../files/graph/graph.ts";
import type { ReplicaWaiting } from "../../judge/history/event.ts";
import type { SignalTotals } from "../../judge/measure/signal.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { ContainerReplica } from "../containers/container-replica.ts";
import type { HarnessPart, RunningSystem, ServiceDeath } from "../platform.ts";
import { ProcessPart } from "../process-part.ts";
import { readEdges } from "../read-edges.ts";
import { readWaiting } from "../read-waiting.ts";
import { ReplayedEvents } from "../replayed-events.ts";
import { type ListedProxy, type ProxiedEdge, portOf } from "../toxiproxy/listed-proxies.ts";
import { timedServer } from "../toxiproxy/timed-server.ts";
import { NotPublishedError } from "./compose-errors.ts";
import type { ComposeProject } from "./compose-project.ts";
import { type ContainerEnd, endedError, endedWords, readEnd, removedError } from "./container-lost.ts";
import { addressesOf, containerNetworks } from "./container-networks.ts";
import type { CalledEdge } from "./interposed/called-edges.ts";
import type { Interposition } from "./interposed/interposition.ts";
import { throttledContainers } from "./throttled-container.ts";

/** An engine needs a moment to see that a process of its has ended. */
const ENDED_WITHIN_MS = 1000;
const ENDED_POLL_MS = 100;

/** A project that is up. */
export interface ComposeSystem extends RunningSystem {
  readonly engine: Engine;
  readonly proxies: EdgeProxies;
  readonly networks: ServiceNetworks;
  readonly replicas: { replicasOf(service: string): readonly ContainerReplica[] };
}

export interface ComposeSystemParts {
  readonly clock: Clock;
  readonly engine: Engine;
  readonly project: ComposeProject;
  /** All of the project's, the proxy's too. */
  readonly replicas: readonly ContainerReplica[];
  readonly edges: readonly ProxiedEdge[];
  /** The service that edges run through, and where its API is; undefined when there is none. */
  readonly server: { readonly replica: ContainerReplica; readonly apiUrl: string } | undefined;
  /** Edges that are redirected. */
  readonly redirected: readonly CalledEdge[];
  /** That the server has. */
  readonly proxies: readonly ListedProxy[];
  /** Services whose processors a fault limits. */
  readonly limited: ReadonlySet<string>;
  /** True when the proxy measures edges, as ours does. */
  readonly measuresEdges: boolean;
  /** Of the names of containers' networks; says by which way they are entered. */
  readonly networkKind: string;
  /** The proxies in the callers' networks that edges are led through; undefined when they run through the server's. */
  readonly interposition: Interposition | undefined;
  /** Tells whether the system is being taken down, so that its containers end as they should. */
  readonly isGoingDown: () => boolean;
}

/** The containers of a project, once all are up. */
export class ProjectContainers implements ComposeSystem {
  readonly engine: Engine;
  readonly proxies: EdgeProxies;
  readonly networks: ServiceNetworks;
  readonly replicas: ComposeSystem["replicas"];
  readonly #parts: ComposeSystemParts;
  readonly #proxyPart = new ProcessPart("fault proxy");
  readonly #otherParts: readonly HarnessPart[];
  readonly #broken = new ReplayedEvents<Error>();
  readonly #died = new ReplayedEvents<ServiceDeath>();
  /** The ends of containers that no fault ended; once they are removed nobody can tell. */
  readonly #ends = new Map<ContainerReplica, Promise<ContainerEnd>>();

  constructor(parts: ComposeSystemParts) {
    this.#parts = parts;
    this.engine = parts.engine;
    this.proxies = parts.interposition ?? {
      apiUrl: parts.server?.apiUrl ?? "",
      proxiesOf: (edge: Edge) =>
        parts.edges.filter((one) => edgeName(one.edge) === edgeName(edge)).map(({ proxy }) => proxy),
      ...(parts.measuresEdges ? {} : { reach: (proxy) => this.#reach(proxy) }),
      life: () => this.#serverLife(),
    };
    this.#otherParts = [
      ...(parts.server && !parts.measuresEdges
        ? [timedServer(parts.server.apiUrl, parts.clock, (error) => this.report(error))]
        : []),
      ...throttledContainers(parts.replicas, parts.limited, parts.clock),
    ];
    this.networks = containerNetworks(parts, (service) => this.#replicasOf(service));
    this.replicas = { replicasOf: (service) => this.#replicasOf(service) };
  }

  urlsOf(service: string): readonly string[] {
    const urls = this.#replicasOf(service).flatMap((replica) => this.#urlOf(replica) ?? []);
    if (urls.length > 0) return urls;
    throw new NotPublishedError({
      message: `${service} publishes no port, so no load can reach it`,
      hint: `Publish it on this machine: \`ports: ["127.0.0.1::${this.#portOf(service) ?? 8080}"]\`.`,
    });
  }

  #portOf(service: string): number | undefined {
    return this.#parts.project.services.find(({ name }) => name === service)?.publishedPorts[0];
  }

  /** The base URL of a replica; undefined when it publishes no port. */
  #urlOf({ service, state }: ContainerReplica): string | undefined {
    const published = state.ports.find(({ target }) => target === this.#portOf(service));
    return published && `http://${this.#parts.engine.machine}:${published.port}`;
  }

  async readEdges(): Promise<Readonly<Record<string, SignalTotals>>> {
    if (this.#parts.interposition !== undefined) return this.#parts.interposition.readEdges();
    if (!this.#parts.measuresEdges) return {};
    try {
      return await readEdges(
        this.#parts.clock,
        this.#parts.edges.map(({ edge }) => edge),
        this.proxies,
        this.#proxyPart,
      );
    } catch (error) {
      throw await this.#whyUnread(error);
    }
  }

  harnessParts(): readonly HarnessPart[] {
    const proxies = this.#parts.interposition?.harnessParts() ?? (this.#parts.measuresEdges ? [this.#proxyPart] : []);
    return [...proxies, ...this.#otherParts];
  }

  onBroken(listener: (error: Error) => void): void {
    this.#broken.listen(listener);
  }

  onServiceDied(listener: (death: ServiceDeath) => void): void {
    this.#died.listen(listener);
  }

  /** Reads what the engine says of every container. */
  async diagnose(): Promise<Readonly<Record<string, Readonly<Record<string, number | string>>>>> {
    const facts = await Promise.all(
      this.#parts.replicas.map(async (replica) => {
        const { name, status, health, exitCode, outOfMemory } = (await replica.refresh()) ?? replica.state;
        return [
          name,
          {
            status,
            health,
            ...(status === "stopped" ? { "exit code": exitCode } : {}),
            ...(outOfMemory ? { OOMKilled: "true" } : {}),
          },
        ] as const;
      }),
    );
    return Object.fromEntries(facts);
  }

  /** Asks the replicas that publish a port. */
  readWaiting(tell: (waiting: ReplicaWaiting) => void, signal: AbortSignal): Promise<void> {
    const asked = this.#parts.replicas.flatMap((replica) => {
      const url = this.#urlOf(replica);
      const { service, number } = replica;
      return url === undefined ? [] : [{ service, title: `${service}, replica ${number}`, url }];
    });
    return readWaiting(asked, tell, signal);
  }

  /** Takes in what became of one of the project's containers. */
  noteEvent({ id, action }: ContainerEvent): void {
    const replica = this.#parts.replicas.find(({ ref }) => ref.id === id);
    if (replica === undefined || this.#parts.isGoingDown()) return;
    const note = async () => {
      // It has another network, in which nothing is redirected, and maybe another address.
      if (action === "start") await this.#parts.interposition?.refresh();
      else if (action === "destroy") await this.#removed(replica);
      else if (action === "die" && !replica.mayEnd) await this.#ended(replica);
    };
    note().catch((error: Error) => this.report(error));
  }

  /** Something broke that no fault did. */
  report(error: Error): void {
    if (!this.#parts.isGoingDown()) this.#broken.tell(error);
  }

  /** By the container's own address, which only an engine on this very Linux machine has a way to. */
  async #reach(name: string): Promise<{ readonly host: string; readonly port: number } | undefined> {
    const { server, proxies, engine } = this.#parts;
    const listen = proxies.find((proxy) => proxy.name === name)?.listen;
    if (server === undefined || listen === undefined || !engine.isHere) return undefined;
    const [host] = addressesOf(await server.replica.refresh());
    return host === undefined ? undefined : { host, port: Number(portOf(listen)) };
  }

  async #serverLife(): Promise<ContainerLife | undefined> {
    const { server, engine } = this.#parts;
    const state = await server?.replica.refresh();
    return state && { engine: engine.address, container: state.id, startedAt: state.startedAt };
  }

  /** A service that ends may do so because of a fault; without the proxy there is nothing to measure. */
  async #ended(replica: ContainerReplica): Promise<void> {
    const reading = readEnd(replica);
    this.#ends.set(replica, reading);
    const end = await reading;
    if (replica === this.#parts.server?.replica) this.report(endedError(replica, end));
    else if (!this.#parts.isGoingDown()) {
      this.#died.tell({ service: replica.service, why: endedWords(replica, end) });
    }
  }

  async #removed(replica: ContainerReplica): Promise<void> {
    const { engine, project } = this.#parts;
    this.report(await removedError(replica, engine, project.name, await this.#ends.get(replica)));
  }

  /** That the server's container ended says more than that it doesn't answer. */
  async #whyUnread(error: unknown): Promise<unknown> {
    const { server, clock } = this.#parts;
    if (server === undefined) return error;
    const { replica } = server;
    const hasEnded = async () => (await replica.refresh())?.status === "stopped";
    const polling = { clock, everyMs: ENDED_POLL_MS, withinMs: ENDED_WITHIN_MS };
    return (await pollUntil(hasEnded, polling)) ? endedError(replica, await readEnd(replica)) : error;
  }

  #replicasOf(service: string): readonly ContainerReplica[] {
    const found = this.#parts.replicas.filter((replica) => replica.service === service);
    if (found.length === 0) throw new RangeError(`the project ${this.#parts.project.name} has no service ${service}`);
    return found;
  }
}
