import type { Pacing, StatusRange } from "../experiment/experiment.ts";
import type { SparseHistogram } from "../measure/histogram.ts";
import type { SignalDelta } from "../measure/signal.ts";

/** A load with its addresses known. */
export interface ResolvedLoad {
  readonly name: string;
  readonly pacing: Pacing;
  readonly requests: readonly ResolvedRequest[];
  readonly timeoutMs: number;
  readonly maxInFlight: number;
  readonly failOn: readonly StatusRange[];
  /** Arrivals end by themselves when those before this time have come; without it they go on until `stop`. */
  readonly arrivalsForMs?: number;
}

export interface ResolvedRequest {
  readonly method: string;
  /** One for each replica, taken in turn. May hold templates. */
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly weight: number;
}

/** What all loads of a run did since the batch before. */
export interface LoadBatch {
  /** On the machine's monotonic clock. */
  readonly atMs: number;
  readonly signals: Readonly<Record<string, SignalDelta>>;
  /** How long after its scheduled time each request was sent, or given up because of that. */
  readonly scheduleLag: SparseHistogram;
}

export interface LoadOptions {
  readonly seed: number;
  /** A batch comes about this often. */
  readonly batchEveryMs: number;
  onBatch(batch: LoadBatch): void;
  /** The load's own thread broke. */
  onBroken(error: Error): void;
}

/** Sends load. One kind a file. */
export interface LoadDriver {
  start(loads: readonly ResolvedLoad[], options: LoadOptions): Promise<RunningLoad>;
}

export interface RunningLoad {
  /** Ends arrivals at once, gives up what is in flight, and delivers the last batch before it resolves. */
  stop(): Promise<void>;
}
