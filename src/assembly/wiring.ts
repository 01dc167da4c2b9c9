import { signalReader } from "../clients/sampling/read-signal.ts";
import { chaosCapabilities } from "../faults/chaos-mesh/chaos-capabilities.ts";
import { chaosInjector } from "../faults/chaos-mesh/chaos-faults.ts";
import { chaosLeftovers } from "../faults/chaos-mesh/chaos-record.ts";
import { chaosUndoer } from "../faults/chaos-mesh/chaos-undo.ts";
import { containerInjector, containerUndoer } from "../faults/container/container-faults.ts";
import { findContainerNamespace, findThroughHelper } from "../faults/container/container-namespace.ts";
import { containerReplicaUndoer, containerUndo } from "../faults/container/container-undo.ts";
import { snapshotUndoer } from "../faults/container/snapshot-undoer.ts";
import { withElsewhere } from "../faults/elsewhere.ts";
import type { OnTrial } from "../faults/network/abilities.ts";
import { findNetns } from "../faults/network/host-namespace.ts";
import { findByKind, THROUGH_HELPER } from "../faults/network/namespace.ts";
import { networkInjector } from "../faults/network/network-injector.ts";
import { networkUndoer } from "../faults/network/network-undoer.ts";
import { podCapabilities } from "../faults/pods/pod-capabilities.ts";
import { podInjector, podUndoer } from "../faults/pods/pod-faults.ts";
import { podLeftovers } from "../faults/pods/pod-record.ts";
import { processFaults } from "../faults/process/process-faults.ts";
import { processUndo } from "../faults/process/process-undo.ts";
import { requestInjector, requestUndoer } from "../faults/request/request-change.ts";
import { proxyDownUndoer } from "../faults/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../faults/toxiproxy/injector.ts";
import { toxicUndoer } from "../faults/toxiproxy/toxic-fault.ts";
import type { Experiment } from "../files/experiment/experiment.ts";
import type { RunResult } from "../judge/history/result.ts";
import type { Capabilities, Plan } from "../judge/plan/plan.ts";
import { openLoop } from "../load/open-loop.ts";
import { remoteLoad } from "../load/remote-load.ts";
import { composePlatform } from "../platforms/compose/compose-platform.ts";
import { projectUndoer } from "../platforms/compose/project-undoer.ts";
import { containersPlatform, containersUndoer } from "../platforms/containers/containers-platform.ts";
import { externalPlatform } from "../platforms/external/external-platform.ts";
import { externalProcessUndo, externalProcessUndoer } from "../platforms/external/external-process-undo.ts";
import { externalSystemUndoer } from "../platforms/external/external-system-undoer.ts";
import { expectingEnds } from "../platforms/kubernetes/expected-ends.ts";
import { type FaultCapabilities, kubernetesPlatform } from "../platforms/kubernetes/kubernetes-platform.ts";
import { namespaceUndoer } from "../platforms/kubernetes/namespace-undoer.ts";
import {
  type LeftoverFinder,
  type NamespaceRecoverer,
  recoverNamespace,
} from "../platforms/kubernetes/recover-namespace.ts";
import { retryingUndoer } from "../platforms/kubernetes/retrying-undoer.ts";
import { localPlatform } from "../platforms/local/local-platform.ts";
import { localSystemUndoer } from "../platforms/local/local-system-undoer.ts";
import { demoService } from "../platforms/local/programs/demo-service.ts";
import { ownProgram } from "../platforms/local/programs/own-program.ts";
import type { Platform, RunningSystem } from "../platforms/platform.ts";
import type { Undoer } from "../records/undo/undoer.ts";
import type { Faults } from "../run/fault-player.ts";
import { startHarnessProbe } from "../run/harness-probe.ts";
import { type RunOptions, runExperiment } from "../run/run-experiment.ts";
import type { Clock } from "../values/clock/clock.ts";
import { UsageError } from "../values/errors.ts";

/** Things that a run gets from outside; the rest is joined here. */
export type RunRequest = Omit<
  RunOptions<RunningSystem>,
  "platform" | "faultsIn" | "loadIn" | "readSampleIn" | "startProbe"
>;

/** A platform joined with what makes faults on it. */
export interface WiredPlatform {
  /** The platform's own, and what other platforms make. */
  capabilities(experiment: Experiment, onTrial: OnTrial): Promise<Capabilities>;
  /** As the platform's own; nothing where that has none. */
  takeOver(experiment: Experiment): Promise<readonly string[]>;
  run(plan: Plan, request: RunRequest): Promise<RunResult>;
}

/** Platforms whose services have networks of another kind add what finds them. */
const findNamespace = findByKind({
  netns: findNetns,
  container: findContainerNamespace,
  [THROUGH_HELPER]: findThroughHelper,
});

const platforms: Readonly<Record<string, (clock: Clock, undo: UndoOptions) => WiredPlatform>> = {
  local: (clock) =>
    wire(localPlatform({ clock, programs: [demoService(), ownProgram] }), (system) => {
      const { proxies, replicas, networks } = system;
      const process = processFaults(replicas, processUndo(replicas));
      return {
        injectors: [
          toxiproxyInjector(proxies, clock),
          process.injector,
          networkInjector(networks, findNamespace),
          requestInjector(system),
        ],
        undoers: [toxicUndoer, proxyDownUndoer, process.undoer, networkUndoer(findNamespace), requestUndoer],
      };
    }),
  compose: (clock) =>
    wire(composePlatform({ clock }), ({ engine, proxies, replicas, networks }) => {
      const onReplicas = processFaults(replicas, containerUndo(replicas, clock));
      return {
        injectors: [
          toxiproxyInjector(proxies, clock),
          onReplicas.injector,
          containerInjector(replicas, engine),
          networkInjector(networks, findNamespace),
        ],
        undoers: [
          toxicUndoer,
          proxyDownUndoer,
          onReplicas.undoer,
          containerUndoer(replicas),
          networkUndoer(findNamespace),
        ],
      };
    }),
  containers: (clock) =>
    wire(containersPlatform({ clock }), ({ engine, replicas, networks }) => {
      const onReplicas = processFaults(replicas, containerUndo(replicas, clock));
      return {
        injectors: [onReplicas.injector, containerInjector(replicas, engine), networkInjector(networks, findNamespace)],
        undoers: [onReplicas.undoer, containerUndoer(replicas), networkUndoer(findNamespace)],
      };
    }),
  external: (clock) =>
    wire(externalPlatform({ clock }), ({ proxies, replicas }) => {
      const onProcesses = processFaults(replicas, externalProcessUndo(replicas, clock));
      return {
        injectors: [toxiproxyInjector(proxies, clock), onProcesses.injector],
        undoers: [toxicUndoer, proxyDownUndoer, onProcesses.undoer],
      };
    }),
  kubernetes: (clock, undo) =>
    wire(
      kubernetesPlatform({ clock, faultsOf: clusterFaults, recover: clusterRecovery(clock) }),
      (system) =>
        expectingEnds(
          {
            injectors: [podInjector(system, clock), chaosInjector(system, clock)],
            undoers: [retryingUndoer(podUndoer(clock), clock), retryingUndoer(chaosUndoer(clock, undo), clock)],
          },
          system,
        ),
      {
        readSampleIn: (pods) => signalReader({ pods }),
        loadIn: ({ senders }) => (senders.length === 0 ? openLoop : remoteLoad(senders, clock)),
      },
    ),
};

/** Those that an experiment file can name a system of. */
const platformNames: readonly string[] = Object.keys(platforms).filter((name) => name !== "containers");

/** @throws UsageError for a name that no platform has */
export function wirePlatform(name: string, clock: Clock, undo: UndoOptions = NOTHING_FORCED): WiredPlatform {
  const make = platforms[name];
  if (make) return make(clock, undo);
  throw new UsageError({
    message: `there is no platform "${name}"`,
    hint: `--on takes one of: ${platformNames.join(", ")}`,
  });
}

const clusterFaults: FaultCapabilities = async ({ cluster, ...places }, experiment) => {
  const pods = await podCapabilities(cluster, experiment, places);
  const chaos = await chaosCapabilities(cluster, experiment, places, Object.keys(pods.faults));
  return {
    faults: { ...pods.faults, ...chaos.faults },
    refused: { ...pods.refused, ...chaos.refused },
    healing: chaos.healing,
    warnings: chaos.warnings,
  };
};

/** Finders of what runs left in clusters, by its labels. */
const leftoverFinders: readonly LeftoverFinder[] = [chaosLeftovers, podLeftovers];

/** Takes out what runs that are gone left in a namespace, whoever ran them and wherever. */
export function clusterRecovery(clock: Clock, options?: UndoOptions): NamespaceRecoverer {
  const undoers = offlineUndoers(clock, options);
  return (cluster, namespace) => recoverNamespace(cluster, namespace, { clock, finders: leftoverFinders, undoers });
}

export interface UndoOptions {
  /** True to let go of chaos objects that Chaos Mesh doesn't let go of. */
  readonly forceFinalizers: boolean;
}

const NOTHING_FORCED: UndoOptions = { forceFinalizers: false };

/** Makes the undoers that take out the leftovers of a run whose runner is gone, from its undo records alone. */
export function offlineUndoers(clock: Clock, undo: UndoOptions = NOTHING_FORCED): readonly Undoer[] {
  return [
    toxicUndoer,
    proxyDownUndoer,
    containerReplicaUndoer(clock),
    snapshotUndoer,
    networkUndoer(findNamespace),
    localSystemUndoer(clock),
    externalProcessUndoer(clock),
    externalSystemUndoer(clock),
    containersUndoer,
    projectUndoer(clock),
    retryingUndoer(podUndoer(clock), clock),
    retryingUndoer(chaosUndoer(clock, undo), clock),
    retryingUndoer(namespaceUndoer(clock), clock),
  ];
}

function wire<System extends RunningSystem>(
  platform: Platform<System>,
  faultsIn: (system: System) => Faults,
  {
    readSampleIn = (system) => signalReader({ urlsOf: (service) => system.urlsOf(service) }),
    loadIn = () => openLoop,
  }: Partial<Pick<RunOptions<System>, "readSampleIn" | "loadIn">> = {},
): WiredPlatform {
  return {
    capabilities: async (experiment, onTrial) => withElsewhere(await platform.capabilities(experiment, onTrial)),
    takeOver: async (experiment) => (await platform.takeOver?.(experiment)) ?? [],
    run: (plan, request) =>
      runExperiment(plan, {
        ...request,
        platform,
        faultsIn,
        loadIn,
        readSampleIn,
        startProbe: startHarnessProbe,
      }),
  };
}
