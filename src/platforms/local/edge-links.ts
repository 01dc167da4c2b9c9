import { Toxiproxy } from "toxiproxy-node-client";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import type { Edge, Graph, GraphService } from "../../files/graph/graph.ts";
import type { Authority } from "../../proxy/certificates/authority.ts";
import { edgeName } from "../../values/edge-name.ts";
import { edgeSettings } from "../edge-settings.ts";
import { ProxyGoneError } from "../proxy-gone-error.ts";
import type { CalleeWays } from "./service-program.ts";

/** The address at which a replica of a service listens. */
export interface ReplicaAddress {
  readonly service: GraphService;
  /** From 1. */
  readonly replica: number;
  readonly host: string;
  /** The namespace of its process, when it has a network of its own. */
  readonly netns: string | undefined;
  readonly port: number;
}

/** One proxy: the way from a caller to one replica of a callee. */
interface EdgeProxy {
  readonly edge: Edge;
  /** From 1. */
  readonly replica: number;
  /** `checkout.pricing`, `checkout.pricing.2`: safe in a URL's path. */
  readonly proxy: string;
}

/** The proxies of all edges of a graph, on one Toxiproxy server. */
export class EdgeLinks {
  readonly #edges: readonly Edge[];
  readonly #links: readonly EdgeProxy[];
  readonly #server: Toxiproxy;
  readonly #host: string;
  readonly #settingsOf: (edge: Edge) => ReturnType<typeof edgeSettings>;
  /** Address that each proxy listens on, by its name. */
  readonly #listens = new Map<string, string>();

  /**
   * @param host the address that all proxies listen on
   * @param facts those that are said of edges
   * @param authority of the run, where an edge shows its certificates
   */
  constructor(graph: Graph, apiUrl: string, host: string, facts: readonly EdgeFacts[] = [], authority?: Authority) {
    this.#settingsOf = (edge) => edgeSettings(facts, edge, { authority, hosts: [host] });
    this.#server = new Toxiproxy(apiUrl);
    this.#host = host;
    this.#edges = graph.edges;
    this.#links = graph.edges.flatMap((edge) => {
      const replicas = graph.services.find(({ name }) => name === edge.callee)?.replicas ?? 0;
      return Array.from({ length: replicas }, (_, index) => linkOf(edge, index + 1));
    });
  }

  /** Makes all proxies, each to where the callee's replica will listen. */
  async create(addresses: readonly ReplicaAddress[]): Promise<void> {
    if (this.#links.length === 0) return;
    const body = this.#links.map(({ proxy, edge, replica }) => {
      const address = addresses.find((one) => one.service.name === edge.callee && one.replica === replica);
      return {
        name: proxy,
        listen: `${this.#host}:0`,
        upstream: `${address?.host}:${address?.port}`,
        edge: edgeName(edge),
        ...this.#settingsOf(edge),
      };
    });
    await this.#populate(body);
    const fronts = this.#edges
      .filter((edge) => this.proxiesOf(edge).length > 1)
      .map((edge) => {
        const upstream = this.proxiesOf(edge).map((proxy) => this.#listenOf(proxy));
        return { name: this.#frontOf(edge), listen: `${this.#host}:0`, upstream: upstream.join(","), protocol: "tcp" };
      });
    if (fronts.length > 0) await this.#populate(fronts);
  }

  async #populate(body: Parameters<Toxiproxy["populate"]>[0] & readonly { readonly name: string }[]): Promise<void> {
    const made = await this.#ask(() => this.#server.populate(body));
    for (const { name } of body) {
      const listen = made[name]?.listen;
      if (listen === undefined) throw new ProxyGoneError({ message: `the fault proxy did not make ${name}` });
      this.#listens.set(name, listen);
    }
  }

  /** The proxy for callers that know one address only: each connection to the proxy of the next replica. */
  #frontOf(edge: Edge): string {
    const [only = "", ...others] = this.proxiesOf(edge);
    return others.length === 0 ? only : `${edge.caller}.${edge.callee}.any`;
  }

  #listenOf(proxy: string): string {
    return this.#listens.get(proxy) ?? "";
  }

  /** Points the proxies to a replica at another address. */
  async repoint(service: string, replica: number, upstream: string): Promise<void> {
    const concerned = this.#links.filter(({ edge, replica: number }) => edge.callee === service && number === replica);
    for (const { proxy } of concerned) {
      const listen = this.#listens.get(proxy) ?? `${this.#host}:0`;
      const found = await this.#ask(() => this.#server.get(proxy));
      await this.#ask(() => found.update({ enabled: true, listen, upstream }));
    }
  }

  /** Ways by which a service calls its dependencies: addresses of proxies, by callee. */
  waysFor(caller: string): Readonly<Record<string, CalleeWays>> {
    const edges = this.#edges.filter((edge) => edge.caller === caller);
    return Object.fromEntries(
      edges.map((edge) => [
        edge.callee,
        {
          each: this.proxiesOf(edge).map((proxy) => this.#listenOf(proxy)),
          any: this.#listenOf(this.#frontOf(edge)),
        },
      ]),
    );
  }

  /** Addresses at which callers reach the edge's proxies. */
  addressesOf(edge: Edge): readonly { readonly address: string; readonly port: number }[] {
    return [...new Set([...this.proxiesOf(edge), this.#frontOf(edge)])].map((proxy) => {
      const { hostname, port } = new URL(`http://${this.#listenOf(proxy)}`);
      return { address: hostname, port: Number(port) };
    });
  }

  /** @param replicas of the callee; all where none are named */
  proxiesOf(edge: Edge, replicas: readonly number[] = []): readonly string[] {
    const name = edgeName(edge);
    const ofEdge = this.#links.filter((link) => edgeName(link.edge) === name);
    const taken = replicas.length === 0 ? ofEdge : ofEdge.filter(({ replica }) => replicas.includes(replica));
    return taken.map(({ proxy }) => proxy);
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      throw new ProxyGoneError({
        message: `the fault proxy at ${this.#server.host} could not make the edges: ${(cause as Error).message}`,
        hint: "Its log in the run's folder may say why.",
        cause,
      });
    }
  }
}

function linkOf(edge: Edge, replica: number): EdgeProxy {
  const suffix = replica === 1 ? "" : `.${replica}`;
  return { edge, replica, proxy: `${edge.caller}.${edge.callee}${suffix}` };
}
