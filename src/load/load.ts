import type { CommandSpec } from "../files/experiment/commands/command.ts";
import type { GeneratorSpec, Pacing, RetrySpec, SessionsSpec } from "../files/experiment/load-spec.ts";
import type { StatusRange } from "../files/experiment/status-range.ts";
import type { StepSpec } from "../files/experiment/steps.ts";
import type { SparseHistogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { ArmSplit } from "../values/arms.ts";
import type { SpanIds } from "../values/trace-ids.ts";

/** A load with its addresses known. */
export interface ResolvedLoad {
  readonly name: string;
  readonly pacing: Pacing;
  readonly requests: readonly ResolvedRequest[];
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** None for those who don't try again. */
  readonly retry?: RetrySpec;
  /** None for a load of requests. */
  readonly sessions?: SessionsSpec;
  /** None but for a load of visits: one for each of `requests`. */
  readonly steps?: readonly StepSpec[];
  /** None but for a load of commands, which has no `requests`. */
  readonly command?: ResolvedCommand;
  /** None but for a load that another program sends, which has no `requests`. */
  readonly generator?: GeneratorSpec;
  /** False where its requests go out without a `traceparent`; otherwise each has one that it isn't given itself. */
  readonly traceparent?: false;
  /** None where it isn't in two arms. Each request or call of one that is gets its `traceparent` from it. */
  readonly arms?: ArmSplit;
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

export interface ResolvedCommand extends Pick<CommandSpec, "kind" | "connections" | "settings"> {
  /** One for each replica, taken in turn: `host:port`, or a URL of the kind's own. */
  readonly addresses: readonly string[];
  /** May hold templates. */
  readonly sends: readonly string[];
}

/**
 * The share of a load's arrivals that is sent from here, where others send the rest: every `of`-th, beginning with
 * number `index`. All compute the whole schedule from the same seed, so that together they send what one alone would.
 */
export interface LoadShare {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export const WHOLE_LOAD: LoadShare = { index: 0, of: 1 };

/** Results of all loads of a run since the batch before. */
export interface LoadBatch {
  /** On the machine's monotonic clock. */
  readonly atMs: number;
  /** By load, and for a load of visits by its other signals, too. */
  readonly signals: Readonly<Record<string, SignalDelta>>;
  /** Delay from each request's scheduled time until it was sent, or given up because of that. */
  readonly scheduleLag: SparseHistogram;
  /** The longest that a request was held on purpose, to be sent together with later ones, in ms. In the lag, too. */
  readonly grainMs: number;
  /** The longest stall of what sends, in ms: answers that came meanwhile were seen so much too late. */
  readonly stallMs: number;
}

export interface LoadOptions {
  readonly seed: number;
  /** A batch comes about this often. */
  readonly batchEveryMs: number;
  /** Default: all of it. */
  readonly share?: LoadShare;
  /** Name of the run, of which the traces of its requests are. */
  readonly run: string;
  /**
   * Asks for samples, and is told of requests that have ended; only those of loads of requests that are sent from this machine, with a
   * `traceparent` that isn't the load's own.
   */
  readonly onSampled?: (requests: readonly SampledRequest[]) => void;
  /** Aborts when nobody waits for the start any more: it rejects, and all that has begun ends. Says nothing once it has resolved. */
  readonly signal: AbortSignal;
  onBatch(batch: LoadBatch): void;
  /** The load's own thread broke. */
  onBroken(error: Error): void;
}

/** A request that has ended, with the ids that it went out with. Times are on the machine's monotonic clock. */
export interface SampledRequest extends SpanIds {
  readonly load: string;
  readonly method: string;
  readonly scheduledMs: number;
  /** Of its first attempt. */
  readonly sentMs: number;
  readonly endedMs: number;
  /** Of the answer to its last attempt; 0 when none began. */
  readonly status: number;
  /** The reason, if it failed. */
  readonly failure?: string;
}

/** Sends load. One kind a file. */
export interface LoadDriver {
  start(loads: readonly ResolvedLoad[], options: LoadOptions): Promise<RunningLoad>;
}

export interface RunningLoad {
  /**
   * Has those who send a load try again at most so often from now on, or as they did before; retries that pause already
   * are still made. Not there where they can't be told.
   */
  capRetries?(load: string, most: number | undefined): void;
  /**
   * Ends arrivals at once, gives up what is in flight, and delivers the last batch before it resolves. When `signal` aborts, it has
   * taken too long: what sends is ended without that batch.
   */
  stop(signal?: AbortSignal): Promise<void>;
}
