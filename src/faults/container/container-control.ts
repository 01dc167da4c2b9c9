import type { Container } from "../../clients/engine/container.ts";
import type { Replica } from "../process/replica.ts";

/** A replica that is a container. */
export interface ContainerReplica extends Replica {
  readonly container: Container;
  /** Its name and id among the engine's. */
  /** As it was when it was last looked at. */
  readonly state: { readonly startedAt: string };
  readonly ref: { readonly id: string; readonly name: string };
  /** Says that a fault that is in may end it, so that its end is nothing that broke. */
  expectEnd(): void;
  /** Takes in what an undo did to it; from now on its end is something that broke. */
  settle(): Promise<void>;
}

/** The containers behind a system's services. */
export interface ContainerControl {
  /** In order, from replica 1. Throws for a service that the system doesn't have. */
  replicasOf(service: string): readonly ContainerReplica[];
}
