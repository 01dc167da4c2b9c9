import type { ProcessState } from "../../clients/os/process-identity.ts";

/** The processes or containers behind a system's services, for faults that are signals. */
export interface ReplicaControl {
  /** In order, from replica 1. Throws for a service that the system doesn't have. */
  replicasOf(service: string): readonly Replica[];
}

/** A replica as it is now, as the operating system or the container engine says it. */
export interface ReplicaState {
  /** Names this life of it: `process 4711`. Another one after `start`. */
  readonly name: string;
  /** Of its process, or of its last one where that is known; below 1 when there is none. */
  readonly pid: number;
  readonly state: ProcessState;
}

/**
 * One replica of a service. What is done to it here is a fault's doing, so its death by `kill` or `terminate`
 * is not reported as broken. Every call may come in any state and does nothing where there is nothing to do.
 */
export interface Replica {
  readonly service: string;
  /** From 1. */
  readonly number: number;
  /** Looks at it from outside, never into our own memory. */
  observe(): Promise<ReplicaState>;
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL after `graceMs`. Resolves when the process is gone. */
  terminate(graceMs: number): Promise<void>;
  /** Freezes it: its connections stay open and nothing answers. */
  pause(): Promise<void>;
  /** Lets it go on. */
  resume(): Promise<void>;
  /**
   * Starts it again, in the same place. Resolves when it answers, also for one that runs and doesn't yet; rejects
   * when that isn't so in good time.
   */
  start(signal: AbortSignal): Promise<void>;
}
