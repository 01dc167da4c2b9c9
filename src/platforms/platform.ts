import type { OnTrial } from "../faults/network/abilities.ts";
import type { Experiment } from "../files/experiment/experiment.ts";
import type { PartReading, ReplicaWaiting } from "../judge/history/event.ts";
import type { SignalTotals } from "../judge/measure/signal.ts";
import type { Capabilities, Plan } from "../judge/plan/plan.ts";
import type { Undoer } from "../records/undo/undoer.ts";
import type { UndoRecord } from "../values/undo-record.ts";

/** A way to bring a system up. One folder under src/platform each. */
export interface Platform<System extends RunningSystem = RunningSystem> {
  readonly name: string;
  /** Takes this platform's systems down from their undo records; works whether or not they came up. */
  readonly undoer: Undoer;
  /**
   * Reads what this platform can do here for the experiment's system; changes nothing. What can only be known by a trial
   * is tried, and nothing stays of that; `onTrial` is told before.
   */
  capabilities(experiment: Experiment, onTrial?: OnTrial): Promise<Capabilities>;
  /**
   * Takes out what a run that was killed left where the experiment's system is, so that it is planned for as it will be;
   * only where a system isn't brought up anew.
   * @returns a sentence for each thing that is out
   */
  takeOver?(experiment: Experiment): Promise<readonly string[]>;
  /** Makes ready to bring the plan's system up; starts nothing. */
  prepare(plan: Plan, options: { readonly runId: string; readonly logFolder: string }): Promise<PreparedSystem<System>>;
}

export interface PreparedSystem<System extends RunningSystem = RunningSystem> {
  /** Takes everything down that `up` may have brought up. Written to disk before `up` is called. */
  readonly undo: UndoRecord;
  /** True when the system was up before and stays up. A fault in it doesn't go along with `undo` then. */
  readonly stays?: boolean;
  /** Resolves when every service is ready; rejects with what failed and its last log lines. */
  up(signal: AbortSignal): Promise<System>;
}

/** A system that is up. What faults need of it (proxies, replicas) is in the platform's own type. */
export interface RunningSystem {
  /** Base URLs of a service's replicas, as the load reaches them: `http://127.0.0.1:41234`. */
  urlsOf(service: string): readonly string[];
  /** Counts of every edge since the system came up, by edge name. Rejects when the proxy is gone. */
  readEdges(): Promise<Readonly<Record<string, SignalTotals>>>;
  /** Calls back when the harness's own part of the system broke: the proxy. */
  onBroken(listener: (error: Error) => void): void;
  /** Calls back when a service ended and no fault ended it. The run goes on: that may be what the fault does. */
  onServiceDied(listener: (death: ServiceDeath) => void): void;
  /** Tells how many pods each service has, and every change of that; only where services have pods. */
  onPods?(listener: (count: PodCount) => void): void;
  /** The harness's own parts of the system, whose troubles look like the system's: proxies, ways of the load, nodes. */
  harnessParts?(): readonly HarnessPart[];
  /** Facts that the services give of themselves, for a diagnosis: breaker states, queue lengths, by service. */
  diagnose(): Promise<Readonly<Record<string, Readonly<Record<string, number | string>>>>>;
  /**
   * Asks every replica what its calls wait for, and tells each answer as it comes, until the signal aborts; who doesn't
   * answer is left out. Only where services have a way to be asked.
   */
  readWaiting?(tell: (waiting: ReplicaWaiting) => void, signal: AbortSignal): Promise<void>;
}

/** One part of the harness that could explain what is measured through it. */
export interface HarnessPart {
  /** As reasons and reports name it: `proxy of checkout`, `API server`. */
  readonly name: string;
  /** Reads what it did since it was asked before, at once; undefined when there is nothing to say. */
  read(): PartReading | undefined;
}

/** The end of a service's process that nobody asked for. */
export interface ServiceDeath {
  readonly service: string;
  /** The way it ended, and its last words. */
  readonly why: string;
}

/** The pods of a service at a moment. */
export interface PodCount {
  readonly service: string;
  /** Those that get requests. */
  readonly ready: number;
  /** Number that there should be. */
  readonly desired: number;
}
