import { Engine } from "../../src/clients/engine/engine.ts";
import { findEngine } from "../../src/clients/engine/engine-address.ts";
import { containerInjector } from "../../src/faults/container/container-faults.ts";
import { findContainerNamespace } from "../../src/faults/container/container-namespace.ts";
import { containerUndo } from "../../src/faults/container/container-undo.ts";
import type { FaultInjector } from "../../src/faults/fault.ts";
import { findNetns } from "../../src/faults/network/host-namespace.ts";
import { findByKind } from "../../src/faults/network/namespace.ts";
import { networkInjector } from "../../src/faults/network/network-injector.ts";
import type { Peer, ReplicaNetwork } from "../../src/faults/network/service-networks.ts";
import { prepareFault } from "../../src/faults/prepare-fault.ts";
import { processFaults } from "../../src/faults/process/process-faults.ts";
import { processUndo } from "../../src/faults/process/process-undo.ts";
import { toxiproxyInjector } from "../../src/faults/toxiproxy/injector.ts";
import type { PlannedFault } from "../../src/judge/plan/plan.ts";
import { ContainerReplica } from "../../src/platforms/containers/container-replica.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { startLocalPair } from "../support/local-pair.ts";

/** A running system, as a process gets to know of it that hasn't brought it up. */
export interface TargetSystem {
  /** URL of the API of the edge's proxies. */
  readonly apiUrl: string;
  readonly proxies: readonly string[];
  /** By service. */
  readonly networks: Readonly<Record<string, readonly ReplicaNetwork[]>>;
  readonly peers: readonly Peer[];
  /** The Compose project whose containers the replicas are; undefined where they are processes. */
  readonly project: string | undefined;
  /** The graph that a process brings up for a fault on processes; the usual pair unless said otherwise. */
  readonly graphPath?: string | undefined;
}

export interface FaultOrder {
  readonly fault: PlannedFault;
  readonly system: TargetSystem;
  /** For the logs of a system of its own. */
  readonly logFolder: string;
}

/** Events that the process would have written to its journal before it injects. */
export interface FaultJournal {
  readonly records: readonly UndoRecord[];
  /** Of the service, where the process has brought a system of its own up for the fault. */
  readonly ownUrl: string | undefined;
}

/** The parts that it needs to make a fault. */
interface FaultMaker {
  readonly injectors: readonly FaultInjector[];
  /** A system that goes with it. */
  readonly own?: { readonly undo: UndoRecord; readonly url: string };
}

function onEdgesAndPackets({ apiUrl, proxies, networks, peers }: TargetSystem): FaultMaker {
  const find = findByKind({ netns: findNetns, container: findContainerNamespace });
  const services = { networksOf: (service: string) => networks[service] ?? [], peersOf: async () => peers };
  return {
    injectors: [toxiproxyInjector({ apiUrl, proxiesOf: () => proxies }, systemClock), networkInjector(services, find)],
  };
}

async function onContainers(project: string): Promise<FaultMaker> {
  const engine = await Engine.open(findEngine(process.env));
  const all = await Promise.all(
    (await engine.containersOf(project)).map(async (ref) => {
      const container = engine.container(ref.id);
      const state = await container.read();
      return state === undefined ? [] : [new ContainerReplica(ref, container, state, systemClock)];
    }),
  );
  const replicas = { replicasOf: (service: string) => all.flat().filter((one) => one.service === service) };
  const { injector } = processFaults(replicas, containerUndo(replicas, systemClock));
  return { injectors: [injector, containerInjector(replicas, engine)] };
}

/** Only who started a process can start it again, so that its end is the end of its system. */
async function onOwnProcesses(logFolder: string, graphPath: string | undefined): Promise<FaultMaker> {
  const { system, undo } = await startLocalPair({ logFolder, graphPath });
  const { injector } = processFaults(system.replicas, processUndo(system.replicas));
  return { injectors: [injector], own: { undo, url: `${system.urlsOf("back")[0]}/` } };
}

const madeBy = ({ injectors }: FaultMaker, { type }: PlannedFault) =>
  injectors.find(({ kinds }) => kinds.some((kind) => kind.type === type));

/** Injects the fault that it is sent, once it has sent what undoes it. */
process.once("message", async ({ fault, system, logFolder }: FaultOrder) => {
  let maker = onEdgesAndPackets(system);
  if (madeBy(maker, fault) === undefined) {
    const { project, graphPath } = system;
    maker = await (project === undefined ? onOwnProcesses(logFolder, graphPath) : onContainers(project));
  }
  const { own } = maker;
  const [one] = await prepareFault(fault, maker.injectors, own?.undo.id);
  if (one === undefined) throw new Error(`nothing makes ${fault.type}`);
  const records = own === undefined ? [one.undo] : [own.undo, one.undo];
  process.send?.({ records, ownUrl: own?.url } satisfies FaultJournal);
  await one.inject(AbortSignal.timeout(10_000));
});
