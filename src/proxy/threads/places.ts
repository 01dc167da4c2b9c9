import type { ProxyThread } from "./proxy-thread.ts";

/** Proxies that count together. */
interface Group {
  readonly together: string;
  readonly thread: ProxyThread;
  size: number;
}

/** The threads that proxies are in, those that count together in one. */
export class Places {
  readonly #byName = new Map<string, Group>();
  readonly #byTogether = new Map<string, Group>();
  readonly #sizes = new Map<ProxyThread, number>();

  threadOf(name: string): ProxyThread | undefined {
    return this.#byName.get(name)?.thread;
  }

  /** The one that has proxies which count together so. */
  threadWith(together: string): ProxyThread | undefined {
    return this.#byTogether.get(together)?.thread;
  }

  /** Number of proxies in a thread. */
  sizeOf(thread: ProxyThread): number {
    return this.#sizes.get(thread) ?? 0;
  }

  /** A proxy is in this thread from now on. */
  put(name: string, together: string, thread: ProxyThread): void {
    this.remove(name);
    const group = this.#byTogether.get(together) ?? { together, thread, size: 0 };
    this.#byName.set(name, group);
    this.#byTogether.set(together, group);
    this.#count(group, 1);
  }

  remove(name: string): void {
    const group = this.#byName.get(name);
    if (group === undefined) return;
    this.#byName.delete(name);
    this.#count(group, -1);
    if (group.size === 0) this.#byTogether.delete(group.together);
  }

  #count(group: Group, more: 1 | -1): void {
    group.size += more;
    this.#sizes.set(group.thread, this.sizeOf(group.thread) + more);
  }
}
