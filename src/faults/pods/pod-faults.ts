import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { openCluster } from "../../clients/cluster/open-cluster.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { JsonValue } from "../../values/json.ts";
import { seededRandom } from "../../values/random/random.ts";
import type { Effect, FaultInjector, PreparedFault } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import { settleBeforeUndo } from "../settle-before-undo.ts";
import type { HeldNamespace } from "./held-namespace.ts";
import type { PodFault, PodFaultData, PodTarget } from "./pod-kind.ts";
import { podFaultOf, podFaults } from "./pod-recipes.ts";
import { podRecord, podRecords } from "./pod-record.ts";
import { lifeOf, podsOf } from "./pods.ts";
import { hasPodsReady, READY_WITHIN_MS, untilPodsReady } from "./pods-ready.ts";

/** Makes faults on pods, and on what runs them, through the API of the cluster alone. */
export function podInjector(system: HeldNamespace, clock: Clock): FaultInjector<PodFault> {
  return {
    kinds: podFaults,
    async prepare({ fault, kind }) {
      const { cluster } = system;
      const { target, ...from } = await findTarget(fault, kind, system);
      const found = await kind.prepare?.({ ...from, params: fault.params, cluster });
      const data = { type: fault.type, target, found: (found ?? null) as JsonValue };
      return [new PodsFault(kind, data, fault.params, cluster, clock)];
    },
  };
}

/** A fault on the pods of a service. One record for all of them: they are waited for together. */
class PodsFault implements PreparedFault {
  readonly undo: PreparedFault["undo"];
  readonly endsByItself: PreparedFault["endsByItself"];
  readonly #kind: PodFault;
  readonly #data: PodFaultData;
  readonly #params: unknown;
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  #wasPut = false;

  constructor(kind: PodFault, data: PodFaultData, params: unknown, cluster: Cluster, clock: Clock) {
    this.undo = podRecord(data, cluster.address);
    this.endsByItself = kind.healsItself;
    this.#kind = kind;
    this.#data = data;
    this.#params = params;
    this.#cluster = cluster;
    this.#clock = clock;
  }

  async inject(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#wasPut = true;
    await settleBeforeUndo(this.#kind.inject(this.#context(signal)), signal, this.#clock);
  }

  async verify(signal: AbortSignal): Promise<Effect> {
    if (!this.#wasPut) return { took: "false", evidence: `${this.#data.target.fault} was not injected` };
    return this.#kind.verify(this.#context(signal));
  }

  #context(signal: AbortSignal): Parameters<PodFault["inject"]>[0] {
    const { target, found } = this.#data;
    return { target, found, params: this.#params, cluster: this.#cluster, signal };
  }
}

interface Found {
  readonly target: PodTarget;
  readonly workload: ClusterObject;
  /** Those that the fault takes. */
  readonly pods: readonly ClusterObject[];
}

async function findTarget(fault: PlannedFault, kind: PodFault, system: HeldNamespace): Promise<Found> {
  const { cluster, namespace, runId } = system;
  if (fault.on.kind !== "service") throw new TypeError(`${fault.id} is on an edge, not on a service`);
  const { service } = fault.on;
  const labels = system.labelsOf(service);
  const ref = system.workloadOf(service);
  const workload = await cluster.get({ ...ref, namespace });
  if (workload === undefined) throw new FaultError({ message: `${ref.kind} ${namespace}/${ref.name} is gone` });
  const all: ClusterObject[] = [];
  for await (const pod of podsOf({ namespace, labels }, cluster)) all.push(pod);
  const pods = kind.takesAll ? all : choose(all, fault, service);
  const before = all.map((pod) => pod.metadata.uid ?? "");
  const { uid = "" } = workload.metadata;
  const life = { ...ref, uid };
  const target = {
    run: runId,
    fault: fault.id,
    namespace,
    service,
    workload: life,
    labels,
    pods: pods.map(lifeOf),
    before,
  };
  return { target, workload, pods };
}

/** The pods that the plan has drawn by number, in the order of their names. Those that end anyway don't count. */
function choose(
  all: readonly ClusterObject[],
  { id, replicas }: PlannedFault,
  service: string,
): readonly ClusterObject[] {
  const pods = all
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .toSorted((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1));
  return replicas.map((number) => {
    const pod = pods[number - 1];
    if (pod !== undefined) return pod;
    throw new FaultError({ message: `${service} has ${pods.length} pods now, and ${id} is to take its pod ${number}` });
  });
}

/** Takes back what a fault changed, then waits until the service's pods are ready again. */
export function podUndoer(clock: Clock, open?: (address: ClusterAddress) => Promise<Cluster>): Undoer {
  const openIt = open ?? ((address) => openCluster(address, { clock, random: seededRandom(1) }));
  return {
    kind: podRecords.kind,
    // So that what the pods wait for is said before the time is over.
    deadlineMs: READY_WITHIN_MS + 10_000,
    async undo(record, signal) {
      const { type, target, found, cluster: address } = podRecords.read(record);
      const kind = podFaultOf(type);
      const cluster = await openIt(address);
      await kind.undo?.({ target, found, cluster, signal });
      if (!kind.endsNoPods) await untilPodsReady(target, cluster, { clock, signal });
    },
    async isGone(record, signal) {
      const { type, target, found, cluster: address } = podRecords.read(record);
      const kind = podFaultOf(type);
      const cluster = await openIt(address);
      if ((await kind.isGone?.({ target, found, cluster, signal })) === false) return false;
      return kind.endsNoPods ? true : hasPodsReady(target, cluster, signal);
    },
  };
}
