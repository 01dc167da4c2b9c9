import type { Experiment } from "../../files/experiment/experiment.ts";
import type { GraphService } from "../../files/graph/graph.ts";
import type { StopSpec } from "../../files/graph/program.ts";

/**
 * Seam: a kind of program that services of a graph are, the demo's or the user's own. It knows what to start for a
 * replica and how to tell that it is up; the platform knows the rest, and nothing of any program.
 */
export interface ProgramKind {
  /** Tells whether a service is one of this kind. */
  takes(service: GraphService): boolean;
  /**
   * Makes sure that what the experiment's graph has of this kind can be brought up here; starts nothing.
   * @throws UsageError
   */
  check?(experiment: Experiment): Promise<void>;
  /** True for a service that is up before others are started. */
  startsFirst(service: GraphService): boolean;
  /** Tells whether a service is asked what its calls wait for and what it does; by `perhaps` it need not know. */
  tellsOfItself(service: GraphService): "yes" | "perhaps" | "no";
  /** The program for a replica, asked anew for each process in its place, of which its checks may keep what they have seen. */
  at(place: ReplicaPlace): ServiceProgram;
}

/** The place of a replica: what its program may be told of itself and of others. */
export interface ReplicaPlace {
  readonly service: GraphService;
  /** From 1. */
  readonly number: number;
  /** The address that it is to listen on. */
  readonly host: string;
  readonly port: number;
  /** Ways to callees, which are their edges' proxies, by callee. */
  readonly callees: Readonly<Record<string, CalleeWays>>;
  /** The address of a service that was started first, past the edges. */
  addressOf(service: string): string;
  /** Repeats its draws. */
  readonly seed: number;
  /** Folder of what a process keeps for the one that takes its place. */
  readonly stateFolder: string;
}

/** Ways to a callee, as `host:port`. */
export interface CalleeWays {
  /** To each of its replicas, in order. */
  readonly each: readonly string[];
  /** To all of them: each connection to the next one. */
  readonly any: string;
}

/** A program to start for a replica, and the way to deal with it. */
export interface ServiceProgram {
  /** A program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Folder to start it in; brownout's own where none is said. */
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Tells whether it is up when it is started first: with all that it needs. */
  readonly isReady: UpCheck;
  /** Tells whether it is up when it is started again: a fault may keep it from what it needs. */
  readonly isAlive: UpCheck;
  /** Time that it may take until then; the platform's own where none is said. */
  readonly readyWithinMs?: number;
  /** The way it is ended with the system; the platform's own where none is said. */
  readonly stop?: StopSpec;
  /** True of one that starts no others, so that none are looked for. */
  readonly isAlone?: boolean;
  /** Exit code by which it says that its port is in use. */
  readonly exitPortTaken?: number;
}

/** Tells why a process is not up yet; undefined when it is. Rejects when the signal aborts. */
export type UpCheck = (started: StartedProcess, signal: AbortSignal) => Promise<string | undefined>;

/** A process of a replica that was started. */
export interface StartedProcess {
  readonly pid: number;
  /** `127.0.0.1:20001` */
  readonly address: string;
  /** Reads what it has written so far, from a byte of that on. */
  output(fromByte: number): Buffer;
}
