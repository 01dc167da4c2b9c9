import type { Engine } from "../../clients/engine/engine.ts";
import type { ServiceNetworks } from "../../faults/network/service-networks.ts";
import type { RunningSystem } from "../platform.ts";
import type { ContainerReplica } from "./container-replica.ts";

/** Containers that run already, and nothing that is known of them but that. */
export interface ContainersSystem extends RunningSystem {
  readonly engine: Engine;
  readonly networks: ServiceNetworks;
  readonly replicas: { replicasOf(service: string): readonly ContainerReplica[] };
}

/** The containers that faults are put into; no load goes to them, and no edge is known. */
export class TheseContainers implements ContainersSystem {
  readonly engine: Engine;
  readonly networks: ServiceNetworks;
  readonly replicas: ContainersSystem["replicas"];

  /** @param networkKind says by which way their networks are entered */
  constructor(engine: Engine, replicas: readonly ContainerReplica[], networkKind: string) {
    this.engine = engine;
    this.replicas = { replicasOf: () => replicas };
    this.networks = {
      networksOf: () =>
        replicas.map(({ ref }) => ({
          label: ref.name,
          name: { kind: networkKind, id: ref.name, engine: { ...engine.address } },
        })),
      peersOf: async () => [],
    };
  }

  urlsOf(): readonly string[] {
    return [];
  }

  async readEdges(): Promise<Readonly<Record<string, never>>> {
    return {};
  }

  onBroken(): void {
    // There is no part of the harness in it.
  }

  onServiceDied(): void {
    // Nobody watches them: that a fault is in is looked at until its end.
  }

  async diagnose(): Promise<Readonly<Record<string, never>>> {
    return {};
  }
}
