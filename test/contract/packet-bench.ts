import { networkKinds } from "../../src/faults/kinds.ts";
import type { FindNamespace } from "../../src/faults/network/namespace.ts";
import { networkInjector } from "../../src/faults/network/network-injector.ts";
import type { NetworkKind } from "../../src/faults/network/network-kind.ts";
import { networkUndoer } from "../../src/faults/network/network-undoer.ts";
import type { ServiceNetworks } from "../../src/faults/network/service-networks.ts";
import type { Capabilities } from "../../src/judge/plan/plan.ts";
import type { FaultBench } from "./fault-contract.ts";
import type { TargetSystem } from "./fault-process.ts";

const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const service = { kind: "service", service: "back" } as const;

type Faults = Capabilities["faults"];

/** The kinds on packets that can be made here; which those are differs from kernel to kernel. */
export function makeable(faults: Faults): readonly NetworkKind[] {
  return networkKinds.filter(({ type }) => faults[type]?.can);
}

/** The part of a platform beside what is the same on all: how its services are reached and come and go. */
interface Services {
  readonly networks: ServiceNetworks;
  readonly find: FindNamespace;
  readonly faults: Faults;
  urlOf(service: string): Promise<string>;
  destroy(service: string): Promise<void>;
  restore(service: string): Promise<void>;
  close(): Promise<void>;
}

/** Faults on packets: on an edge they are in the network of its caller, and show to who calls that. */
export function packetBench({ networks, find, faults, ...services }: Services): FaultBench {
  return {
    injectors: [networkInjector(networks, find)],
    undoers: [networkUndoer(find)],
    edge,
    service,
    faults,
    system: async () => ({ ...noProxies, ...(await networksSeen(networks)) }),
    urlOf: (target) => services.urlOf(target.kind === "edge" ? target.caller : target.service),
    destroy: (target) => services.destroy(target.kind === "edge" ? target.caller : target.service),
    restore: (target) => services.restore(target.kind === "edge" ? target.caller : target.service),
    close: () => services.close(),
  };
}

const noProxies = { apiUrl: "", proxies: [], project: undefined };

async function networksSeen(networks: ServiceNetworks): Promise<Pick<TargetSystem, "networks" | "peers">> {
  const byService = Object.fromEntries([edge.caller, edge.callee].map((name) => [name, networks.networksOf(name)]));
  return { networks: byService, peers: await networks.peersOf(edge) };
}
