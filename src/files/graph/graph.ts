import type { Behaviour } from "./behaviour.ts";
import type { ProgramSpec } from "./program.ts";

/** One caller's use of one callee. */
export interface Edge {
  readonly caller: string;
  readonly callee: string;
}

/** A service graph with its variant already merged in. */
export interface Graph {
  readonly name: string;
  /** The variant that was chosen; none when the file has none. */
  readonly variant?: string;
  /** In the order of the file. */
  readonly services: readonly GraphService[];
  /** Every caller and callee pair, in the order of the file. */
  readonly edges: readonly Edge[];
}

export interface GraphService {
  readonly name: string;
  /** Processes or containers that serve it; at least 1. */
  readonly replicas: number;
  /**
   * The behaviour that the service program is told of itself: its part of the graph file. None for a program of the
   * user's own, and where a platform found the service.
   */
  readonly behaviour?: Behaviour;
  /** The program that it is, where it isn't one of the demo's. */
  readonly program?: ProgramSpec;
  /** True where it is there for other services (a database, a cache): up before them, and no load is sent to it. */
  readonly backing?: true;
}
