/// <reference lib="esnext.disposable" preserve="true" />
import { z } from "zod";
import { toxicTypes } from "../faults/toxiproxy/list.ts";
import type { ToxicSpec } from "../faults/toxiproxy/toxic-kind.ts";
import { textSchema } from "../files/experiment/value-schemas.ts";
import { ApiError } from "../proxy/api-error.ts";
import type { AppliedToxic } from "../proxy/applied-toxic.ts";
import { decodeToxics } from "../proxy/bodies.ts";
import type { FaultProxy } from "../proxy/fault-proxy.ts";
import { ProxyCollection } from "../proxy/proxy-collection.ts";
import { systemClock } from "../values/clock/system-clock.ts";
import { argumentError, checkArgument } from "./argument.ts";
import { readEdgeFault } from "./edge-faults.ts";
import type { ProxyFaults } from "./proxy-faults.ts";
import { type Upstream, upstreamOf } from "./upstream.ts";

/** The servers that a proxy is between. */
export interface ProxyOptions {
  /** The server behind it: `127.0.0.1:5432`, or a URL with its port: `http://127.0.0.1:8080`. */
  readonly to: string;
  /** The address that it listens at. Default: a free port of 127.0.0.1. */
  readonly listen?: string | undefined;
}

/** A proxy in this process, in front of one server. Close it with `await using`, or by its `[Symbol.asyncDispose]()`. */
export interface EmbeddedProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `127.0.0.1:40123` */
  readonly address: string;
  /** The URL that `to` was, with the proxy's host and port; `http://127.0.0.1:40123` where it was none. */
  readonly url: string;
  /** Reads what came through since it was opened. */
  counts(): ProxyCounts;
  /**
   * Puts a fault in, by the name and keys that experiments use: `await proxy.inject("latency", { latency: "300ms" })`.
   * It acts on connections that are open, too, until it is disposed of, or the proxy is. Several act one after the
   * other.
   * @throws an error with the code E_ARGUMENT and all that is wrong with what it was given
   */
  inject<Type extends keyof ProxyFaults>(
    type: Type,
    ...params: Partial<ProxyFaults[Type]> extends ProxyFaults[Type]
      ? [params?: ProxyFaults[Type]]
      : [params: ProxyFaults[Type]]
  ): Promise<InjectedFault>;
}

/** A fault that is in. Disposing of it takes it out; doing so again does nothing. */
export interface InjectedFault extends AsyncDisposable {
  /**
   * Number of times that it did what it is for: data delayed, connections reset. A test that wants to be sure asserts that
   * it is above 0. Always 0 for `down`, as refusals never come to the proxy.
   */
  readonly actedCount: number;
}

/** Counts of the traffic through a proxy. */
export interface ProxyCounts {
  readonly connections: { readonly open: number; readonly total: number };
  /**
   * Calls of HTTP, gRPC, Redis, PostgreSQL and MySQL; all 0 for anything else. Failed: no whole answer, or one that says that the
   * server failed (a 5xx).
   */
  readonly requests: {
    readonly started: number;
    readonly ended: number;
    readonly failed: number;
    readonly inFlight: number;
  };
  /** Handed on to the server, and to callers. */
  readonly bytes: { readonly upstream: number; readonly downstream: number };
}

/** Decides which connections a toxicity below 1 picks, and jitter: the same in every run, as of `brownout proxy`. */
const SEED = 1;

const optionsSchema = z.strictObject({ to: textSchema, listen: textSchema.default("127.0.0.1:0") });

/**
 * Opens a proxy in this process. It takes what a test sends to it to the server at `to`, with the faults that are put in.
 * Nothing can stay behind: proxy and faults are of this process, and end with it, however that ends.
 * @throws an error with the code E_ARGUMENT where it can't listen, or `to` is no address
 */
export async function openProxy(options: ProxyOptions): Promise<EmbeddedProxy> {
  const { to, listen } = checkArgument("openProxy", options, optionsSchema);
  const upstream = upstreamOf(to);
  const proxies = new ProxyCollection({ clock: systemClock, seed: SEED });
  try {
    const request = { name: "proxy", listen, upstream: upstream.address, edge: "", enabled: true };
    return new ProxyInProcess(proxies, await proxies.add(request), upstream);
  } catch (error) {
    if (error instanceof ApiError) throw argumentError("openProxy", "listen", error.message);
    throw error;
  }
}

class ProxyInProcess implements EmbeddedProxy {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly url: string;
  /** Changes to the proxy run in order through it. */
  readonly #proxies: ProxyCollection;
  readonly #proxy: FaultProxy;
  readonly #downs = new Set<object>();
  #injected = 0;
  #isClosed = false;

  constructor(proxies: ProxyCollection, proxy: FaultProxy, upstream: Upstream) {
    this.#proxies = proxies;
    this.#proxy = proxy;
    this.address = proxy.listen;
    const colon = proxy.listen.lastIndexOf(":");
    this.host = proxy.listen.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
    this.port = Number(proxy.listen.slice(colon + 1));
    this.url = upstream.urlThrough(proxy.listen);
  }

  counts(): ProxyCounts {
    const { connections, bytes, started, ended, failed, inFlight } = this.#proxy.read();
    return { connections, bytes, requests: { started, ended, failed, inFlight } };
  }

  async inject(type: string, params: object = {}): Promise<InjectedFault> {
    const fault = readEdgeFault(type, params);
    if (this.#isClosed) throw argumentError("inject", "", `the proxy at ${this.address} is closed`);
    return fault === "down" ? await this.#takeDown() : this.#addToxics(fault.toxics);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#proxies.close();
  }

  #addToxics(specs: readonly ToxicSpec[]): InjectedFault {
    const proxy = this.#proxy;
    const bodies = specs.map((spec) => ({ ...spec, name: `${spec.type}-${++this.#injected}` }));
    const { toxics } = decodeToxics(Buffer.from(JSON.stringify(bodies)), proxy.toxics, toxicTypes);
    proxy.addToxics(toxics);
    return {
      get actedCount() {
        return Math.min(...toxics.map(({ actedCount }: AppliedToxic) => actedCount));
      },
      async [Symbol.asyncDispose]() {
        for (const toxic of toxics) proxy.removeToxic(toxic);
      },
    };
  }

  async #takeDown(): Promise<InjectedFault> {
    const fault: InjectedFault = {
      actedCount: 0,
      [Symbol.asyncDispose]: async () => {
        if (this.#downs.delete(fault)) await this.#listenUnlessDown();
      },
    };
    this.#downs.add(fault);
    await this.#listenUnlessDown();
    return fault;
  }

  async #listenUnlessDown(): Promise<void> {
    if (this.#isClosed) return;
    const { listen, upstream } = this.#proxy;
    await this.#proxies.update(this.#proxy, { listen, upstream, enabled: this.#downs.size === 0 });
  }
}
