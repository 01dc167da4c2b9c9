import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ObjectKind, WatchEvent } from "../../clients/cluster/cluster-object.ts";
import { type Pod, readPod } from "../../clients/cluster/pod.ts";
import { readWorkload, type Workload, workloadKinds, workloadName } from "../../clients/cluster/workload.ts";
import type { WorkloadRef } from "../../clients/cluster/workload-ref.ts";
import { untilAborted } from "../../values/clock/deadline.ts";
import { hasLabels } from "./label-selector.ts";

const POD = { apiVersion: "v1", kind: "Pod" };

/** Called with a change of a pod: the pod before, and now. Undefined: not there. */
export type OnPodChange = (before: Pod | undefined, now: Pod | undefined) => void;

/** A view of what runs in a namespace, kept up to date by watches; nothing is ever listed again. */
export class NamespaceView {
  readonly #workloads = new Map<string, Workload>();
  readonly #pods = new Map<string, Pod>();
  readonly #signal: AbortSignal;
  readonly #onPod: OnPodChange;
  readonly #waiting = new Set<() => void>();
  readonly #onTrouble: (error: Error | undefined) => void;
  readonly #blind = new Map<string, Error>();

  /**
   * Follows a namespace until the signal aborts.
   * @param onTrouble called when it can't be seen any more, with why, and with undefined when it is seen again
   */
  constructor(
    cluster: Cluster,
    namespace: string,
    {
      signal,
      onPod,
      onTrouble,
    }: { readonly signal: AbortSignal; readonly onPod: OnPodChange; onTrouble(error: Error | undefined): void },
  ) {
    this.#signal = signal;
    this.#onPod = onPod;
    this.#onTrouble = onTrouble;
    const watch = (kind: ObjectKind, onEvent: (event: WatchEvent) => void) =>
      cluster.watch({ ...kind, namespace }, onEvent, {
        signal,
        onTrouble: (error) => this.#noteTrouble(kind.kind, error),
      });
    for (const kind of workloadKinds) watch(kind, (event) => this.#noteWorkload(kind, event));
    watch(POD, (event) => this.#notePod(event));
  }

  /** Undefined when it isn't there, or hasn't been seen yet. */
  workload(ref: WorkloadRef): Workload | undefined {
    return this.#workloads.get(workloadName(ref));
  }

  /** Those that the workload is known to have. */
  podsOf({ selector }: Workload): readonly Pod[] {
    return this.podsWith(selector);
  }

  podsWith(wanted: Readonly<Record<string, string>>): readonly Pod[] {
    return [...this.#pods.values()].filter(({ labels }) => hasLabels(labels, wanted));
  }

  /** Resolves with what `look` finds, asked again after each change. Rejects when `look` throws or the signal aborts. */
  async until<T>(look: () => T | undefined, signal: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const check = () => {
      try {
        const found = look();
        if (found !== undefined) resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    this.#waiting.add(check);
    try {
      check();
      return await untilAborted(promise, AbortSignal.any([signal, this.#signal]));
    } finally {
      this.#waiting.delete(check);
    }
  }

  #noteWorkload(kind: ObjectKind, { type, object }: WatchEvent): void {
    const name = workloadName({ ...kind, name: object.metadata.name ?? "" });
    const workload = type === "DELETED" ? undefined : readWorkload({ ...object, ...kind });
    if (workload === undefined) this.#workloads.delete(name);
    else this.#workloads.set(name, workload);
    this.#changed();
  }

  #notePod({ type, object }: WatchEvent): void {
    const { name = "" } = object.metadata;
    const before = this.#pods.get(name);
    const now = type === "DELETED" ? undefined : readPod(object);
    if (now === undefined) this.#pods.delete(name);
    else this.#pods.set(name, now);
    this.#onPod(before, now);
    this.#changed();
  }

  #changed(): void {
    for (const check of this.#waiting) check();
  }

  /** One watch that can't see is enough. */
  #noteTrouble(kind: string, error: Error | undefined): void {
    const wasBlind = this.#blind.size > 0;
    if (error === undefined) this.#blind.delete(kind);
    else this.#blind.set(kind, error);
    if (this.#blind.size > 0 !== wasBlind) this.#onTrouble(error);
  }
}
