import type { Container, ContainerState, NetworkPlace, ResourceLimits } from "../../clients/engine/container.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Effect } from "../fault.ts";

/** The parts of a container that a fault changes, as they were before: its undo gives them back. */
export interface ContainerSnapshot {
  readonly cpu?: Pick<ResourceLimits, "nanoCpus" | "cpuQuota" | "cpuPeriod">;
  readonly memory?: Pick<ResourceLimits, "memory" | "memorySwap">;
  /** By the network's name. */
  readonly networks?: Readonly<Record<string, NetworkPlace>>;
}

/** A fault that changes what a container may use, or where it is. */
export interface ContainerKind<Params = unknown> extends FaultKind<Params> {
  /** True when the kernel or the engine may end the container for it. */
  readonly mayEnd?: true;
  /** Picks what it will change: its undo gives that back. Throws a FaultError when there is nothing that it could change. */
  prepare(from: { readonly state: ContainerState; readonly params: Params }): ContainerSnapshot;
  inject(on: ContainerTarget<Params>): Promise<void>;
  /** Tells whether it is in and shows. */
  verify(on: ContainerTarget<Params>): Promise<Effect>;
  /** The command that a person would type to take it back. */
  manual(of: { readonly name: string; readonly found: ContainerSnapshot }): string;
}

/** The container that a fault is done to. */
export interface ContainerTarget<Params = unknown> {
  readonly params: Params;
  readonly found: ContainerSnapshot;
  readonly container: Container;
  /** `shop-pricing-1` */
  readonly name: string;
  /** Its cgroup's count of throttled periods before the fault. */
  readonly throttledBefore: number;
  network(id: string): { disconnect(container: string): Promise<void> };
}
