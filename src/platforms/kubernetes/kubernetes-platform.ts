import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ObjectRef, OwnerReference } from "../../clients/cluster/cluster-object.ts";
import { CHANGED_BY, RUN_LABEL } from "../../clients/cluster/labels.ts";
import { readWorkload, type Workload } from "../../clients/cluster/workload.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { KubernetesSpec } from "../../files/experiment/system-spec.ts";
import type { Capabilities, Plan } from "../../judge/plan/plan.ts";
import { changeOf } from "../../judge/plan/plan-remedies.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { UsageError } from "../../values/errors.ts";
import type { Platform } from "../platform.ts";
import { checkAutoscalers } from "./autoscalers.ts";
import { openNamespace } from "./connect.ts";
import { emptyTargets, targetsThatMayBeEmpty } from "./empty-targets.ts";
import { checkAccess } from "./experiment-access.ts";
import type { KubernetesSystem } from "./kubernetes-system.ts";
import { checkFree, HeldLease, isAlive, type Lease, readLease } from "./lease.ts";
import { atPlace, checkManifests, type Manifest, readManifests, refOf } from "./manifests.ts";
import { namespaceRecord, namespaceUndoer } from "./namespace-undoer.ts";
import { openLoadPaths } from "./open-load-paths.ts";
import { productionReason } from "./production.ts";
import { chooseLoadPaths, explainLoadPaths } from "./reach.ts";
import { awaitedWorkload, untilReady } from "./readiness.ts";
import type { NamespaceRecoverer } from "./recover-namespace.ts";
import { retryingUndoer } from "./retrying-undoer.ts";
import { RunningNamespace } from "./running-namespace.ts";
import { checkNamespace } from "./safety.ts";
import { awaitedSenders, openSenders, senderJob } from "./sender-job.ts";
import { graphOf, survey, workloadOf } from "./survey.ts";
import { takeOverIfLeft } from "./take-over.ts";

/** Remedies that the API makes: pods have no addresses here to send a request to each. */
const REMEDIES: NonNullable<Capabilities["remedies"]> = ["restart", "scale"];

/** No proxy is on the edges of a cluster. */
const NO_FACTS: NonNullable<Capabilities["factsOnly"]> = {
  on: [],
  why: "in a cluster no proxy is on its edges",
  instead: "leave `edges` out, or plan it on another platform",
};

/** Finds what can be done to the system of an experiment in a namespace. */
export type FaultCapabilities = (
  places: {
    readonly cluster: Cluster;
    readonly namespace: string;
    readonly labelsOf: KubernetesSystem["labelsOf"];
    /** As it is now, or as manifests will make it. Throws as `labelsOf`. */
    workloadOf(service: string): Workload;
  },
  experiment: Experiment,
) => Promise<Pick<Capabilities, "faults" | "refused" | "healing" | "warnings">>;

export interface KubernetesPlatformOptions {
  readonly clock: Clock;
  readonly faultsOf: FaultCapabilities;
  /** Takes away what runs that are gone left in a namespace, their leases too. */
  readonly recover: NamespaceRecoverer;
}

export interface KubernetesPlatform extends Platform<RunningNamespace> {
  /** Removes what was applied, and lets go of the namespace. */
  readonly undoer: Undoer;
}

/** Uses what runs in a namespace of a cluster, or applies manifests to it. */
export function kubernetesPlatform({ clock, faultsOf, recover }: KubernetesPlatformOptions): KubernetesPlatform {
  /** By run; aborted when its system is given up. */
  const holds = new Map<string, AbortController>();
  const letGo = (runId: string) => {
    holds.get(runId)?.abort(new Error("the run let go of the namespace"));
    holds.delete(runId);
  };
  return {
    name: "kubernetes",
    undoer: retryingUndoer(namespaceUndoer(clock, letGo), clock),
    capabilities: (experiment) => capabilities(experiment, clock, faultsOf),
    async takeOver(experiment) {
      const { cluster, namespace } = await open(experiment, clock);
      const undone = await takeOverIfLeft({ cluster, namespace, recover }, clock);
      return undone.map(({ runId, record }) => `took out what ${runId} left, a run that is gone: ${record.what}`);
    },
    async prepare(plan, { runId }) {
      const { cluster, namespace, spec, manifests } = await open(plan.experiment, clock, runId);
      checkFree(await readLease(cluster, namespace), cluster, namespace, clock);
      const hold = new AbortController();
      holds.set(runId, hold);
      return {
        undo: namespaceRecord(cluster, { namespace, runId, objects: manifests.map(objectRef) }),
        // Not every fault is inside of the namespace, and what runs there stays: each is taken out by itself.
        stays: true,
        up: (signal) =>
          bringUp({ plan, clock, recover, cluster, namespace, spec, manifests, runId, held: hold.signal }, signal),
      };
    },
  };
}

function kubernetesOf({ name, system }: Experiment): KubernetesSpec {
  if (system.kubernetes !== undefined) return system.kubernetes;
  throw new UsageError({ message: `${name} has no place in a cluster`, hint: "Add `system: { kubernetes: {} }`." });
}

/** Opens what both planning and running begin with; a run that is only planned has no id. */
async function open(experiment: Experiment, clock: Clock, runId = "planned") {
  const spec = kubernetesOf(experiment);
  const { cluster, namespace } = await openNamespace(spec, clock);
  const found = await checkNamespace(cluster, namespace, spec.allowNamespace);
  return {
    spec,
    cluster,
    namespace,
    production: productionReason(cluster, found),
    manifests: [...readManifests(spec.manifests, namespace), ...senderManifests(experiment, namespace, runId)],
  };
}

function senderManifests(experiment: Experiment, namespace: string, runId: string): readonly Manifest[] {
  const { loadFrom, phases } = experiment;
  if (loadFrom === undefined) return [];
  const phasesMs = phases.warmUpMs + phases.baselineMs + phases.faultMs + phases.recoveryMs;
  return [{ place: "load.from", object: senderJob(loadFrom, { namespace, runId, phasesMs }) }];
}

async function capabilities(experiment: Experiment, clock: Clock, faultsOf: FaultCapabilities): Promise<Capabilities> {
  const { spec, cluster, namespace, production, manifests } = await open(experiment, clock);
  await checkAccess(experiment, spec.reach, manifests, { cluster, namespace });
  const lease = await readLease(cluster, namespace);
  await checkManifests(manifests, cluster, lease?.runId);
  const found = await survey(cluster, namespace, {
    selectors: spec.selectors,
    mayBeEmpty: targetsThatMayBeEmpty(experiment.faults),
    manifests: manifests.map(({ object }) => object),
  });
  await checkAutoscalers(experiment, { cluster, namespace }, found, manifests);
  const places = {
    cluster,
    namespace,
    labelsOf: (service: string) => workloadOf(service, found, namespace).selector,
    workloadOf: (service: string) => workloadOf(service, found, namespace),
  };
  const graph = graphOf(namespace, found, experiment.system.graph);
  const empty = emptyTargets(experiment.faults, graph, (service) => found.workloads.get(service)?.labels[CHANGED_BY]);
  const changes = (experiment.remedies ?? []).flatMap((remedy) => changeOf(remedy, experiment) ?? []);
  const known = changes.filter(({ type }) => REMEDIES.some((kind) => kind === type));
  const faultsThere = experiment.faults.filter(({ id }) => empty[id] === undefined);
  const taken = { ...experiment, faults: [...faultsThere, ...known] };
  const { faults, refused = {}, healing = [], warnings = [] } = await faultsOf(places, taken);
  const reach = explainLoadPaths(chooseLoadPaths(experiment, found, spec.reach), spec.reach, experiment.loadFrom);
  return {
    platform: "kubernetes",
    faults,
    remedies: REMEDIES,
    factsOnly: NO_FACTS,
    graph,
    refused,
    healing,
    empty,
    edgesUnseen: {
      why: "nothing on a cluster measures edges for brownout",
      instead: "take a signal from Prometheus, such as a service mesh's or the services' own",
    },
    warnings: [...heldNow(lease, cluster, namespace, clock), ...found.warnings, ...warnings],
    countsPods: true,
    sendsLoad: true,
    noSessions:
      "the ways into a cluster carry requests, not sessions that stay open nor commands, and the clocks of its machines differ; run it on this machine or on Compose",
    where: `context ${cluster.context} (${cluster.server}), namespace ${namespace}`,
    ...(reach === undefined ? {} : { reach }),
    ...(production === undefined ? {} : { production }),
  };
}

function heldNow(lease: Lease | undefined, cluster: Cluster, namespace: string, clock: Clock): readonly string[] {
  if (lease === undefined) return [];
  return isAlive(lease, cluster, clock)
    ? [`another run has the namespace ${namespace} now: ${lease.holder}`]
    : [`a run that is gone left something in ${namespace}, which the next run takes out first: ${lease.holder}`];
}

interface BringUpOptions extends Pick<KubernetesPlatformOptions, "clock" | "recover"> {
  readonly plan: Plan;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly spec: KubernetesSpec;
  readonly manifests: readonly Manifest[];
  readonly runId: string;
  readonly held: AbortSignal;
}

async function bringUp(options: BringUpOptions, signal: AbortSignal): Promise<RunningNamespace> {
  const { plan, clock, cluster, namespace, spec, manifests, runId, held } = options;
  await takeOverIfLeft(options, clock);
  const lease = await HeldLease.take(cluster, { namespace, runId, objects: manifests.map(objectRef) }, clock);
  held.addEventListener("abort", () => lease.letGo(), { once: true });
  await create(manifests, lease.owner, options, signal);
  const mayBeEmpty = targetsThatMayBeEmpty(plan.leftOut ?? []);
  const found = await survey(cluster, namespace, { selectors: spec.selectors, mayBeEmpty });
  const system = new RunningNamespace({ clock, cluster, namespace, runId, lease: lease.owner, found, signal: held });
  lease.onLost((error) => system.report(error));
  const loadPaths = chooseLoadPaths(plan.experiment, found, spec.reach);
  const needed = [...new Set([...plan.blastRadius.services, ...loadPaths.keys()])];
  const refs = [
    ...manifests.flatMap(({ object }) => readWorkload(object)?.ref ?? []),
    ...needed.flatMap((service) => found.workloads.get(service)?.ref ?? []),
  ];
  const { view } = system;
  const { loadFrom } = plan.experiment;
  const senders = loadFrom ? [awaitedSenders(loadFrom, runId, view)] : [];
  const awaited = [...refs.map((ref) => awaitedWorkload(ref, view)), ...senders];
  await untilReady(awaited, { cluster, namespace, view, clock }, signal);
  await system.untilPodsSeen(signal);
  await system.watchNodes([...plan.faults, ...(plan.remedies ?? []).flatMap(({ change }) => change ?? [])]);
  system.useLoadPaths(
    await openLoadPaths(loadPaths, { cluster, namespace, view, clock, loads: plan.experiment.loads }, held),
  );
  if (loadFrom) system.useSenders(await openSenders(runId, { cluster, namespace, view, clock }, held));
  return system;
}

function objectRef({ object }: Manifest): ObjectRef {
  return refOf(object);
}

/**
 * Makes what manifests say, under the run's label and owned by its lease. Created rather than applied: the server
 * itself then refuses what is there already, also if it came a moment ago.
 */
async function create(
  manifests: readonly Manifest[],
  owner: OwnerReference,
  { cluster, runId }: BringUpOptions,
  signal: AbortSignal,
): Promise<void> {
  for (const { place, object } of manifests) {
    const { labels, ownerReferences = [] } = object.metadata;
    const metadata = {
      ...object.metadata,
      labels: { ...labels, [RUN_LABEL]: runId },
      ownerReferences: [...ownerReferences, owner],
    };
    try {
      await cluster.create({ ...object, metadata }, { signal });
    } catch (cause) {
      throw atPlace(place, cause);
    }
  }
}
