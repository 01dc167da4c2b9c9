import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { OwnerReference } from "../../clients/cluster/cluster-object.ts";
import type { Pod } from "../../clients/cluster/pod.ts";
import type { Workload } from "../../clients/cluster/workload.ts";
import type { WorkloadRef } from "../../clients/cluster/workload-ref.ts";
import { NoSampleError } from "../../clients/sampling/read-sample.ts";
import type { ClusterCount } from "../../files/experiment/sampled-signal.ts";
import type { SignalTotals } from "../../judge/measure/signal.ts";
import { type Cancel, type Clock, sleep } from "../../values/clock/clock.ts";
import type { HarnessPart, PodCount, ServiceDeath } from "../platform.ts";
import { ReplayedEvents } from "../replayed-events.ts";
import { Autoscalers } from "./autoscalers.ts";
import { ClusterLostError, NotReachableError } from "./kubernetes-errors.ts";
import type { KubernetesSystem } from "./kubernetes-system.ts";
import { hasLabels } from "./label-selector.ts";
import { LOST_AFTER_MS } from "./lease.ts";
import { NamespaceView } from "./namespace-view.ts";
import { NodePressure, type NodePressureOptions } from "./node-pressure.ts";
import type { OpenLoadPaths } from "./open-load-paths.ts";
import { PodCounts } from "./pod-counts.ts";
import type { PodSender } from "./sender-job.ts";
import { type Survey, workloadOf } from "./survey.ts";

/** The API tells of ends late: a container that a fault's end starts again, by its kubelet's status. */
export const ENDS_SETTLE_MS = 5000;

/** Pods are listed within this, unless there are very many. */
const SEEN_WITHIN_MS = 5000;

export interface RunningNamespaceParts {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly runId: string;
  readonly lease: OwnerReference;
  readonly found: Survey;
  /** Aborts when the system is given up, or taken down. */
  readonly signal: AbortSignal;
}

/** The services of a namespace, watched from when this is made. */
export class RunningNamespace implements KubernetesSystem {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly runId: string;
  readonly lease: OwnerReference;
  readonly view: NamespaceView;
  readonly labelsOf: KubernetesSystem["labelsOf"];
  readonly #parts: RunningNamespaceParts;
  readonly #broken = new ReplayedEvents<Error>();
  readonly #died = new ReplayedEvents<ServiceDeath>();
  /** One for each fault that may end pods of a service. */
  readonly #mayEnd = new Set<{ readonly service: string }>();
  readonly #podCounts = new PodCounts((service) => this.view.workload(this.workloadOf(service))?.desired ?? 0);
  /** The reason the pods can't be seen now. */
  #blindness: Error | undefined;
  /** Watched only where a criterion speaks of them. */
  #autoscalers: Autoscalers | undefined;
  #loadPaths: OpenLoadPaths = { urls: new Map(), parts: [] };
  #nodes: NodePressure | undefined;
  #senders: readonly PodSender[] = [];
  #cancelLost: Cancel = () => undefined;

  constructor(parts: RunningNamespaceParts) {
    const { cluster, namespace, runId, lease, signal } = parts;
    this.#parts = parts;
    this.cluster = cluster;
    this.namespace = namespace;
    this.runId = runId;
    this.lease = lease;
    this.labelsOf = (service) => this.#workload(service).selector;
    this.view = new NamespaceView(cluster, namespace, {
      signal,
      onPod: (before, now) => this.#notePod(before, now),
      onTrouble: (error) => this.#noteTrouble(error),
    });
    signal.addEventListener("abort", () => this.#cancelLost(), { once: true });
  }

  /** Takes in how the load reaches services. */
  useLoadPaths(loadPaths: OpenLoadPaths): void {
    this.#loadPaths = loadPaths;
  }

  /** Follows what the nodes of the services' pods are short of, in a run with these faults. */
  async watchNodes(faults: NodePressureOptions["faults"]): Promise<void> {
    const { cluster, clock, signal } = this.#parts;
    this.#nodes = await NodePressure.watch({ cluster, clock, nodes: () => this.#nodesOfPods(), faults, signal });
  }

  /** Resolves when every pod was seen that its workload says is ready; a little later also where they don't agree. */
  async untilPodsSeen(signal: AbortSignal): Promise<void> {
    const { clock, found } = this.#parts;
    const isSeen = ([service, { ref }]: readonly [string, Workload]) =>
      this.#podCounts.readyOf(service) >= (this.view.workload(ref)?.ready ?? 1);
    const look = () => ([...found.workloads].every(isSeen) ? true : undefined);
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([this.view.until(look, either), sleep(clock, SEEN_WITHIN_MS, either)]).finally(() =>
      over.abort(),
    );
  }

  /** Takes in the pods that are to send the load. */
  useSenders(senders: readonly PodSender[]): void {
    this.#senders = senders;
  }

  /** Those that send the load; none where it is sent from here. */
  get senders(): readonly PodSender[] {
    return this.#senders;
  }

  urlsOf(service: string): readonly string[] {
    const url = this.#loadPaths.urls.get(service);
    if (url !== undefined) return [url];
    throw new NotReachableError({ message: `the load has no way to ${service}` });
  }

  /** Nothing on a cluster measures edges for us. */
  async readEdges(): Promise<Readonly<Record<string, SignalTotals>>> {
    return {};
  }

  onBroken(listener: (error: Error) => void): void {
    this.#broken.listen(listener);
  }

  onServiceDied(listener: (death: ServiceDeath) => void): void {
    this.#died.listen(listener);
  }

  onPods(listener: (count: PodCount) => void): void {
    this.#podCounts.listen([...this.#parts.found.workloads.keys()], (count) => {
      if (!this.#parts.signal.aborted) listener(count);
    });
  }

  harnessParts(): readonly HarnessPart[] {
    return [...this.#loadPaths.parts, ...this.#senders.map(({ part }) => part), ...(this.#nodes?.parts() ?? [])];
  }

  async count(what: ClusterCount, service: string): Promise<number> {
    const { cluster, namespace, signal } = this.#parts;
    if (this.#blindness) throw new NoSampleError({ message: this.#blindness.message, cause: this.#blindness });
    switch (what) {
      case "ready-replicas":
        return this.#podCounts.readyOf(service);
      case "pending-pods":
        return this.#podCounts.pendingOf(service);
      case "restarts":
        return this.#podCounts.restartsOf(service);
      case "hpa-at-maximum":
        this.#autoscalers ??= new Autoscalers(cluster, namespace, signal);
        return Number(await this.#autoscalers.isAtMaximum(this.workloadOf(service)));
    }
  }

  /** Reads what the cluster says of each service's pods. */
  async diagnose(): Promise<Readonly<Record<string, Readonly<Record<string, number | string>>>>> {
    const facts = [...this.#parts.found.workloads].map(([service, { ref }]) => {
      const workload = this.view.workload(ref);
      if (workload === undefined) return [service, { workload: "is gone" }] as const;
      const pods = this.view.podsOf(workload);
      const trouble = pods.find(({ isReady, isEnding }) => !isReady && !isEnding);
      return [
        service,
        {
          ready: `${workload.ready} of ${workload.desired}`,
          restarts: pods.reduce((sum, { restarts }) => sum + restarts, 0),
          ...(trouble === undefined ? {} : { trouble: `${trouble.name}: ${trouble.trouble?.why ?? trouble.state}` }),
        },
      ] as const;
    });
    return Object.fromEntries(facts);
  }

  workloadOf(service: string): WorkloadRef {
    return this.#workload(service).ref;
  }

  expectEnds(service: string): () => void {
    const { clock, signal } = this.#parts;
    const expected = { service };
    this.#mayEnd.add(expected);
    return () => {
      if (signal.aborted) return;
      const cancel = clock.after(ENDS_SETTLE_MS, () => this.#mayEnd.delete(expected));
      signal.addEventListener("abort", cancel, { once: true });
    };
  }

  /** Something broke that no fault did. */
  report(error: Error): void {
    if (!this.#parts.signal.aborted) this.#broken.tell(error);
  }

  #workload(service: string): Workload {
    return workloadOf(service, this.#parts.found, this.namespace);
  }

  #notePod(before: Pod | undefined, now: Pod | undefined): void {
    this.#countPod(before, now);
    const what = before && endOf(before, now);
    if (what === undefined || this.#parts.signal.aborted) return;
    const service = this.#serviceOf(before as Pod);
    if (service === undefined || [...this.#mayEnd].some((expected) => expected.service === service)) return;
    this.#died.tell({ service, why: `pod ${before?.name} ${what}, and no fault of this run did it` });
  }

  #countPod(before: Pod | undefined, now: Pod | undefined): void {
    const pod = now ?? before;
    const service = pod && this.#serviceOf(pod);
    if (service !== undefined) this.#podCounts.note(service, before, now);
  }

  #nodesOfPods(): ReadonlySet<string> {
    const pods = [...this.#parts.found.workloads.values()].flatMap((workload) => this.view.podsOf(workload));
    return new Set(pods.flatMap(({ node }) => node ?? []));
  }

  #serviceOf({ labels }: Pod): string | undefined {
    for (const [service, { selector }] of this.#parts.found.workloads) if (hasLabels(labels, selector)) return service;
    return undefined;
  }

  #noteTrouble(error: Error | undefined): void {
    this.#cancelLost();
    this.#blindness = error;
    if (error === undefined) return;
    this.#cancelLost = this.#parts.clock.after(LOST_AFTER_MS, () =>
      this.report(
        new ClusterLostError({
          message: `context ${this.cluster.context} couldn't be watched for ${LOST_AFTER_MS / 1000} s: ${error.message}`,
          hint: "Without it nobody knows what the faults do; run the experiment again when the API server answers.",
          cause: error,
        }),
      ),
    );
  }
}

/** Describes how a pod ended, or a container of it; undefined when none did. */
function endOf(before: Pod, now: Pod | undefined): string | undefined {
  if (now === undefined || now.uid !== before.uid) return before.isEnding ? undefined : "was deleted";
  if (now.isEnding && !before.isEnding) return "was deleted";
  const why = now.trouble === undefined ? "" : ` (${now.trouble.why})`;
  if (now.hasFailed && !before.hasFailed) return `failed: ${now.state}${why}`;
  return now.restarts > before.restarts ? `had a container end and start again${why}` : undefined;
}
