import type { Edge } from "../../files/graph/graph.ts";
import type { NamespaceName } from "./namespace.ts";

/** The network of one replica. */
export interface ReplicaNetwork {
  /** `checkout`, or `checkout, replica 2`. */
  readonly label: string;
  readonly name: NamespaceName;
}

/** The address to which the caller of an edge sends its packets: the callee itself, or the proxy of the edge. */
export interface Peer {
  /** IPv4 or IPv6. */
  readonly address: string;
  readonly port: number;
}

/** The networks that a system's services are in, for faults on packets. A platform that has them gives this. */
export interface ServiceNetworks {
  /** In order, from replica 1. Throws for a service that the system doesn't have. */
  networksOf(service: string): readonly ReplicaNetwork[];
  /**
   * The peers by which the edge's packets are told from others, in the caller's network. Asked each time a fault goes
   * in.
   */
  peersOf(edge: Edge): Promise<readonly Peer[]>;
}
