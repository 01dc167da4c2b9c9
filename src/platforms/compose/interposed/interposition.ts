import type { ContainerState } from "../../../clients/engine/container.ts";
import { findContainerNamespace } from "../../../faults/container/container-namespace.ts";
import { type Namespace, run } from "../../../faults/network/namespace.ts";
import { detourTable } from "../../../faults/network/redirect.ts";
import type { EdgeProxies } from "../../../faults/toxiproxy/edge-proxies.ts";
import type { EdgeFacts } from "../../../files/experiment/edge-facts.ts";
import type { Edge } from "../../../files/graph/graph.ts";
import type { SignalTotals } from "../../../judge/measure/signal.ts";
import { mergeTotals } from "../../../judge/measure/totals.ts";
import type { Authority } from "../../../proxy/certificates/authority.ts";
import type { Clock } from "../../../values/clock/clock.ts";
import { edgeName } from "../../../values/edge-name.ts";
import { InTurn } from "../../../values/in-turn.ts";
import type { ContainerReplica } from "../../containers/container-replica.ts";
import { edgeSettings } from "../../edge-settings.ts";
import type { HarnessPart } from "../../platform.ts";
import { ProcessPart } from "../../process-part.ts";
import { askProxy } from "../../read-edges.ts";
import type { CalledEdge } from "./called-edges.ts";
import { InterposedProxy } from "./interposed-proxy.ts";
import type { InterpositionTrace } from "./interposition-undo.ts";

export interface InterpositionOptions {
  readonly clock: Clock;
  readonly edges: readonly CalledEdge[];
  /** Facts that are said of them. */
  readonly facts: readonly EdgeFacts[];
  /** Of the run, where an edge shows its certificates. */
  readonly authority: Authority | undefined;
  readonly trace: InterpositionTrace;
  readonly seed: number;
  /** Id of the undo record that takes all of it out. */
  readonly within: string;
  replicasOf(service: string): readonly ContainerReplica[];
  /** The names by which a service is called. */
  hostsOf(service: string): readonly string[];
  /** Called when a proxy ends by itself. */
  onGone(error: Error): void;
}

/** One proxy: the route from a caller's container to one port of one of the callee's. */
interface InterposedRoute {
  readonly edge: Edge;
  readonly proxy: string;
  /** Of the callee's container, in the networks that the caller is in, too. */
  readonly addresses: readonly string[];
  readonly port: number;
}

/** A caller's container with the proxy and redirects in its network. */
interface InterposedCaller {
  /** The start of the container's life that it is in. */
  readonly startedAt: string;
  readonly server: InterposedProxy;
  readonly part: ProcessPart;
  readonly routes: readonly InterposedRoute[];
  /** As nft was told. */
  readonly rules: string;
}

/**
 * The proxies that a project's edges run through where its addresses stay as they are: one server in the network of each
 * caller's container, to which netfilter leads the connections that the caller opens to its callees.
 */
export class Interposition implements EdgeProxies {
  /** There is none for all. */
  readonly apiUrl = "";
  readonly #options: InterpositionOptions;
  readonly #callers = new Map<ContainerReplica, InterposedCaller>();
  /** Counts of servers that are gone, by edge name. */
  readonly #counted = new Map<string, SignalTotals>();
  readonly #refreshes = new InTurn();

  constructor(options: InterpositionOptions) {
    this.#options = options;
  }

  /** Puts it in wherever it isn't, and follows callees that have other addresses now. One at a time. */
  refresh(): Promise<void> {
    return this.#refreshes.run(() => this.#refreshAll());
  }

  proxiesOf(edge: Edge): readonly string[] {
    return [...this.#callers.values()].flatMap((caller) => proxiesIn(caller, edge));
  }

  withinOf(): string {
    return this.#options.within;
  }

  apiUrlOf(proxy: string): string {
    const caller = [...this.#callers.values()].find(({ routes }) => routes.some((route) => route.proxy === proxy));
    return caller?.server.apiUrl ?? "";
  }

  /** Counts of every edge since it was put in. */
  async readEdges(): Promise<Readonly<Record<string, SignalTotals>>> {
    const callers = [...this.#callers.values()];
    const counts = await Promise.all(callers.map((caller) => this.#countsOf(caller)));
    return Object.fromEntries(
      this.#options.edges.map(({ edge }) => {
        const name = edgeName(edge);
        return [
          name,
          mergeTotals(
            [this.#counted.get(name), ...counts.map((one) => one.get(name))].filter((part) => part !== undefined),
          ),
        ];
      }),
    );
  }

  harnessParts(): readonly HarnessPart[] {
    return [...this.#callers.values()].map(({ part }) => part);
  }

  async #refreshAll(): Promise<void> {
    const callers = new Set(this.#options.edges.map(({ edge }) => edge.caller));
    for (const caller of callers) {
      for (const replica of this.#options.replicasOf(caller)) await this.#refreshIn(replica);
    }
  }

  async #refreshIn(replica: ContainerReplica): Promise<void> {
    const state = await replica.refresh();
    const { name } = replica.ref;
    const namespace = await findContainerNamespace({ kind: "container", id: name, engine: replica.container.engine });
    if (state === undefined || namespace === undefined) return;
    const before = this.#callers.get(replica);
    const isSame = before?.startedAt === state.startedAt;
    const server = isSame ? before.server : await this.#startIn(namespace);
    const routes = await this.#routesFrom(replica, state, isSame ? before.routes : []);
    const ports: number[] = [];
    for (const { edge, proxy, addresses, port } of routes) {
      ports.push(await server.lead(proxy, `${addresses[0]}:${port}`, this.#settingsOf(edge)));
    }
    const detours = routes.flatMap(({ addresses, port }, index) =>
      addresses.map((address) => ({ peer: { address, port }, to: ports[index] ?? 0 })),
    );
    const rules = detourTable(this.#options.trace.table, detours);
    if (!isSame || rules !== before.rules) await run(namespace, ["nft", "-f", "-"], rules);
    if (!isSame) await endConnections(namespace, routes);
    const part = isSame ? before.part : new ProcessPart(`proxy of ${name}`);
    this.#callers.set(replica, { startedAt: state.startedAt, server, part, routes, rules });
    if (before !== undefined && !isSame) await this.#end(before);
  }

  #settingsOf(edge: Edge): object {
    const { facts, authority, hostsOf } = this.#options;
    // An address is all that a proxy here has of the callee, and no certificate is for that.
    const ends = { authority, hosts: hostsOf(edge.callee), calleeHost: edge.callee };
    return { edge: edgeName(edge), ...edgeSettings(facts, edge, ends) };
  }

  #startIn(namespace: Namespace): Promise<InterposedProxy> {
    const { trace, seed, onGone } = this.#options;
    return InterposedProxy.start(namespace, { token: trace.token, seed }, onGone);
  }

  /** A callee that is stopped has no address; it keeps what it had. */
  async #routesFrom(
    caller: ContainerReplica,
    from: ContainerState,
    before: readonly InterposedRoute[],
  ): Promise<readonly InterposedRoute[]> {
    const routes: InterposedRoute[] = [];
    for (const { edge, ports } of this.#options.edges.filter((one) => one.edge.caller === caller.service)) {
      for (const callee of this.#options.replicasOf(edge.callee)) {
        const addresses = sharedAddresses(from, await callee.refresh());
        for (const port of ports) {
          const proxy = `${edge.caller}.${caller.number}.${edge.callee}.${callee.number}.${port}`;
          const old = before.find((route) => route.proxy === proxy);
          if (addresses.length > 0) routes.push({ edge, proxy, addresses, port });
          else if (old !== undefined) routes.push(old);
        }
      }
    }
    return routes;
  }

  /** Keeps what it counted: totals only grow. */
  async #end(caller: InterposedCaller): Promise<void> {
    for (const [name, totals] of await this.#countsOf(caller)) {
      const before = this.#counted.get(name);
      const sum = before === undefined ? totals : mergeTotals([before, totals]);
      this.#counted.set(name, { ...sum, inFlight: 0, ages: [] });
    }
    caller.server.stop();
  }

  async #countsOf(caller: InterposedCaller): Promise<ReadonlyMap<string, SignalTotals>> {
    const readings = await askProxy(this.#options.clock, caller.server.apiUrl, caller.part);
    return new Map(
      this.#options.edges.map(({ edge }) => {
        const ofEdge = proxiesIn(caller, edge).map((proxy) => readings[proxy]);
        return [edgeName(edge), mergeTotals(ofEdge.filter((reading) => reading !== undefined))];
      }),
    );
  }
}

/**
 * Ends connections that were there before the redirect, so that those that wait in a pool fail nobody's call. Kernels
 * without INET_DIAG_DESTROY end none; the rules reset them at their next packet then.
 */
async function endConnections(namespace: Namespace, routes: readonly InterposedRoute[]): Promise<void> {
  for (const { addresses, port } of routes) {
    for (const address of addresses) {
      await namespace.exec(["ss", "--kill", "--tcp", "dst", address, "dport", "=", String(port)]);
    }
  }
}

function proxiesIn({ routes }: InterposedCaller, edge: Edge): readonly string[] {
  return routes.filter((route) => edgeName(route.edge) === edgeName(edge)).map(({ proxy }) => proxy);
}

function sharedAddresses(from: ContainerState, to: ContainerState | undefined): readonly string[] {
  const shared = Object.entries(to?.networks ?? {}).filter(([name]) => from.networks[name] !== undefined);
  return shared.flatMap(([, { ipv4 }]) => (ipv4 === "" ? [] : [ipv4]));
}
