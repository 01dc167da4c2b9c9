import type { Pod } from "../../clients/cluster/pod.ts";
import type { PodCount } from "../platform.ts";

/** Counts of the pods that each service has ready, kept by what becomes of single pods: there may be thousands. */
export class PodCounts {
  readonly #ready = new Map<string, number>();
  readonly #pending = new Map<string, number>();
  readonly #restarts = new Map<string, number>();
  readonly #listeners: ((count: PodCount) => void)[] = [];
  readonly #desiredOf: (service: string) => number;

  /** @param desiredOf how many pods a service is to have now */
  constructor(desiredOf: (service: string) => number) {
    this.#desiredOf = desiredOf;
  }

  readyOf(service: string): number {
    return this.#ready.get(service) ?? 0;
  }

  /** Pods that wait for a node, or for their containers to start. */
  pendingOf(service: string): number {
    return this.#pending.get(service) ?? 0;
  }

  /** Containers that were started again since this was made, also in pods that are gone. */
  restartsOf(service: string): number {
    return this.#restarts.get(service) ?? 0;
  }

  note(service: string, before: Pod | undefined, now: Pod | undefined): void {
    const earlier = before?.uid === now?.uid ? before : undefined;
    if (now && earlier) this.#restarts.set(service, this.restartsOf(service) + now.restarts - earlier.restarts);
    const pending = Number(now?.isPending ?? false) - Number(before?.isPending ?? false);
    this.#pending.set(service, this.pendingOf(service) + pending);
    const ready = Number(isUp(now)) - Number(isUp(before));
    if (ready === 0) return;
    this.#ready.set(service, this.readyOf(service) + ready);
    for (const listener of this.#listeners) listener(this.#count(service));
  }

  /** Tells how it is of each of the services, and then every change. */
  listen(services: readonly string[], listener: (count: PodCount) => void): void {
    for (const service of services) listener(this.#count(service));
    this.#listeners.push(listener);
  }

  #count(service: string): PodCount {
    return { service, ready: this.readyOf(service), desired: this.#desiredOf(service) };
  }
}

/** A pod that is being deleted gets no requests any more, though it may say that it is ready. */
function isUp(pod: Pod | undefined): boolean {
  return pod?.isReady === true && !pod.isEnding;
}
