import type { LostAnswer } from "../files/experiment/load-spec.ts";
import { isInRanges } from "../files/experiment/status-range.ts";
import type { Histogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { Clock } from "../values/clock/clock.ts";
import type { Arrival } from "./arrival.ts";
import type { Arrivals, DueArrival } from "./arrivals.ts";
import { Attempts } from "./attempts.ts";
import type { Connections } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import type { LoadShare, ResolvedLoad } from "./load.ts";
import { type OutgoingRequest, requestArrivals } from "./request-mix.ts";
import { Retries } from "./retries.ts";
import { SignalRecorder } from "./signal-recorder.ts";
import type { Stream } from "./stream.ts";
import type { StreamSeeds } from "./stream-seeds.ts";

/** Things that all loads of a thread share. */
export interface StreamContext {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly scheduleLag: Histogram;
  readonly share: LoadShare;
  /** Told when a load has something to do, which may be before it last said. */
  onDue(atMs: number): void;
}

/** One load on its way: its arrivals, what is in flight, and what came of the rest. */
export class LoadStream implements Stream {
  readonly name: string;
  readonly #load: ResolvedLoad;
  readonly #context: StreamContext;
  readonly #arrivals: Arrivals<OutgoingRequest>;
  readonly #maxInFlight: number;
  readonly #recorder = new SignalRecorder();
  /** The first attempts of arrivals. */
  readonly #attempts: Attempts;
  /** Undefined for a load that doesn't try again. */
  readonly #retries: Retries | undefined;

  /** Begins at `startMs`. */
  constructor(load: ResolvedLoad, context: StreamContext, startMs: number, seeds: StreamSeeds) {
    this.name = load.name;
    this.#load = load;
    this.#context = context;
    const { share } = context;
    this.#arrivals = requestArrivals(
      load,
      { startMs, share, most: Infinity, forMs: load.arrivalsForMs ?? Infinity },
      seeds,
    );
    this.#retries = this.#makeRetries(seeds.pauses);
    this.#attempts = new Attempts({ ...context, timeoutMs: load.timeoutMs, onEnd: this.#onEnd });
    this.#maxInFlight = Math.ceil(load.maxInFlight / share.of);
  }

  /** Time at which it next has something to do, an arrival, a retry or a timeout; Infinity for never. */
  nextDueMs(): number {
    const dueMs = Math.min(this.#arrivals.nextMs, this.#attempts.nextDeadlineMs());
    return this.#retries === undefined ? dueMs : Math.min(dueMs, this.#retries.nextDueMs());
  }

  /** Times out and sends what is due, `most` arrivals at most, and as many retries. */
  doWhatIsDue(most: number): void {
    const nowMs = this.#context.clock.nowMs();
    this.#attempts.timeOut(nowMs);
    this.#retries?.timeOut(nowMs);
    this.#retries?.send(nowMs, most);
    for (let n = 0; n < most && this.#arrivals.nextMs <= this.#context.clock.nowMs(); n++) {
      this.#arrive(this.#arrivals.take());
    }
  }

  capRetries(most: number | undefined): void {
    this.#retries?.cap(most);
  }

  take(): SignalDelta {
    const since = Array.from(this.#attempts, (exchange) => exchange.scheduledMs);
    const nowMs = this.#context.clock.nowMs();
    if (this.#retries === undefined) return this.#recorder.take(since, nowMs);
    const delta = this.#recorder.take([...this.#retries.sinceMs(), ...since], nowMs);
    return { ...delta, retries: this.#retries.takeSent() };
  }

  /**
   * Sends a request, or counts it as failed. One that can't be sent is a failure, not a gap: too many in flight, or the
   * sender so late that time is up.
   */
  #arrive({ scheduledMs, what: request, number }: DueArrival<OutgoingRequest>): void {
    const lagMs = this.#context.clock.nowMs() - scheduledMs;
    this.#recorder.started();
    this.#context.scheduleLag.record(lagMs);
    if (lagMs >= this.#load.timeoutMs) this.#recorder.refused("late");
    else if (this.#inFlight >= this.#maxInFlight) this.#recorder.refused("overflow");
    else this.#attempts.send(request, scheduledMs, this.#retries?.arrival(request, scheduledMs, number));
  }

  /** Arrivals that were sent and haven't ended; one that pauses keeps its place. */
  get #inFlight(): number {
    return this.#attempts.size + (this.#retries?.size ?? 0);
  }

  #makeRetries(seed: number): Retries | undefined {
    const { retry, timeoutMs } = this.#load;
    if (retry === undefined) return undefined;
    const onLate = ({ scheduledMs }: Arrival, nowMs: number) => this.#recorder.ended(nowMs - scheduledMs, 0, "late");
    const onDue = (atMs: number) => this.#context.onDue(atMs);
    return new Retries(retry, { ...this.#context, timeoutMs, seed, onEnd: this.#onEnd, onLate, onDue });
  }

  readonly #onEnd = (exchange: Exchange, endedMs: number, lost?: LostAnswer, reason?: string): void => {
    const { arrival, status } = exchange;
    if (arrival !== undefined && this.#retries?.takes(arrival, endedMs, status, lost)) return;
    const { scheduledMs } = arrival ?? exchange;
    const badStatus = isInRanges(status, this.#load.failOn) ? `status ${status}` : undefined;
    this.#recorder.ended(endedMs - scheduledMs, status, reason ?? badStatus);
  };
}
