import type { Clock } from "../values/clock/clock.ts";
import { InTurn } from "../values/in-turn.ts";
import { ApiError, missingField, proxyAlreadyExists, proxyNotFound } from "./api-error.ts";
import { FaultProxy, type ProxySettings } from "./fault-proxy.ts";
import { togetherWith } from "./together.ts";

/** A proxy as a client asks for it. */
export interface ProxyRequest extends ProxySettings {
  readonly enabled: boolean;
}

/** The outcome of a populate: the proxies done, in order, and the error that stopped it. */
export interface PopulateResult {
  readonly proxies: readonly FaultProxy[];
  readonly error: ApiError | undefined;
}

/** All proxies of a server, by name. Changes run one after the other. */
export class ProxyCollection {
  readonly #options: { readonly clock: Clock; readonly seed: number };
  readonly #proxies = new Map<string, FaultProxy>();
  readonly #changes = new InTurn();

  constructor(options: { readonly clock: Clock; readonly seed: number }) {
    this.#options = options;
  }

  /** All proxies, by name in alphabetical order. */
  all(): readonly FaultProxy[] {
    return [...this.#proxies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): FaultProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw proxyNotFound();
    return proxy;
  }

  async add(request: ProxyRequest): Promise<FaultProxy> {
    if (request.name === "") throw missingField("name");
    if (request.upstream === "") throw missingField("upstream");
    return await this.#changes.run(async () => {
      if (this.#proxies.has(request.name)) throw proxyAlreadyExists();
      return await this.#create(request);
    });
  }

  /** Adds or replaces proxies in order and stops at the first that fails; one that is there already, unchanged, stays. */
  async populate(requests: readonly ProxyRequest[]): Promise<PopulateResult> {
    return await this.#changes.run(async () => {
      const proxies: FaultProxy[] = [];
      for (const request of requests) {
        try {
          proxies.push(await this.#addOrReplace(request));
        } catch (error) {
          if (error instanceof ApiError) return { proxies, error };
          throw error;
        }
      }
      return { proxies, error: undefined };
    });
  }

  update(proxy: FaultProxy, settings: Parameters<FaultProxy["update"]>[0]): Promise<void> {
    return this.#changes.run(() => proxy.update(settings));
  }

  remove(name: string): Promise<void> {
    return this.#changes.run(async () => {
      const proxy = this.get(name);
      await proxy.stop();
      this.#proxies.delete(name);
    });
  }

  /** Enables every proxy and removes every toxic; stops at the first proxy that can't be enabled. */
  reset(): Promise<void> {
    return this.#changes.run(async () => {
      for (const proxy of this.#proxies.values()) {
        await proxy.start();
        proxy.removeAllToxics();
      }
    });
  }

  /** Stops and removes every proxy. */
  close(): Promise<void> {
    return this.#changes.run(async () => {
      await Promise.all([...this.#proxies.values()].map((proxy) => proxy.stop()));
      this.#proxies.clear();
    });
  }

  async #addOrReplace(request: ProxyRequest): Promise<FaultProxy> {
    const existing = this.#proxies.get(request.name);
    if (existing !== undefined) {
      const differs = await existing.differsFrom(request);
      const isSaid = request.protocol !== undefined && request.protocol !== existing.protocol;
      if (!differs && !isSaid && togetherWith(request) === existing.together) return existing;
      await existing.stop();
    }
    return await this.#create(request);
  }

  async #create(request: ProxyRequest): Promise<FaultProxy> {
    const proxy = new FaultProxy(request, {
      ...this.#options,
      toxicsWith: (together) => this.all().flatMap((other) => (other.together === together ? other.toxics : [])),
    });
    if (request.enabled) await proxy.start();
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }
}
