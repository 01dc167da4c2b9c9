import type { LostAnswer } from "../files/experiment/load-spec.ts";
import { isInRanges } from "../files/experiment/status-range.ts";
import type { Histogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { Clock } from "../values/clock/clock.ts";
import { seededRandom } from "../values/random/random.ts";
import type { Arrival } from "./arrival.ts";
import type { Arrivals, DueArrival } from "./arrivals.ts";
import { Attempts } from "./attempts.ts";
import type { Connections } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import type { LoadShare, ResolvedLoad, SampledRequest } from "./load.ts";
import { type CountedRequest, LoadRecorder } from "./load-recorder.ts";
import { mostInFlight } from "./most-in-flight.ts";
import { type OutgoingRequest, requestArrivals } from "./request-mix.ts";
import { RequestSampler } from "./request-sampler.ts";
import { Retries } from "./retries.ts";
import type { Stream } from "./stream.ts";
import type { StreamSeeds } from "./stream-seeds.ts";
import { type Traceparents, traceparentsOf } from "./traceparents.ts";

/** Things that all loads of a thread share. */
export interface StreamContext {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly scheduleLag: Histogram;
  readonly share: LoadShare;
  /** Name of the run, of which the traces of its requests are. */
  readonly run: string;
  /** True when what becomes of some of them is asked for. */
  readonly samples?: boolean;
  /** Told when a load has something to do, which may be before it last said. */
  onDue(atMs: number): void;
  /** Told when a load that had none has room for arrivals again. */
  onRoom(): void;
}

/** An arrival that comes while as many are in flight as may be waits so long for one of them to end, in ms; then it is refused. */
const WAIT_FOR_ROOM_MS = 1;
/** It is counted as refused so long after it was due, in ms, or before; when it isn't, the sender is late. */
const REFUSED_AFTER_MS = 2;

/** One load on its way: its arrivals, what is in flight, and what came of the rest. */
export class LoadStream implements Stream {
  readonly name: string;
  readonly #load: ResolvedLoad;
  readonly #context: StreamContext;
  readonly #arrivals: Arrivals<OutgoingRequest>;
  readonly #maxInFlight: number;
  readonly #recorder: LoadRecorder;
  /** The first attempts of arrivals. */
  readonly #attempts: Attempts;
  /** Undefined for a load that doesn't try again. */
  readonly #retries: Retries | undefined;
  /** Undefined for a load whose requests go out without. */
  readonly #traceparents: Traceparents | undefined;
  /** Undefined where nobody asks for samples. */
  readonly #sampler: RequestSampler | undefined;

  /** Begins at `startMs`. */
  constructor(load: ResolvedLoad, context: StreamContext, startMs: number, seeds: StreamSeeds) {
    this.name = load.name;
    this.#load = load;
    this.#context = context;
    this.#recorder = new LoadRecorder(load.name, load.arms);
    const { share } = context;
    this.#arrivals = requestArrivals(
      load,
      { startMs, share, most: Infinity, forMs: load.arrivalsForMs ?? Infinity },
      seeds,
    );
    this.#retries = this.#makeRetries(seeds.pauses);
    this.#traceparents = traceparentsOf(load, context.run, seeds);
    const random = seededRandom(seeds.sampling);
    this.#sampler = context.samples ? new RequestSampler({ load: load.name, startMs, random }) : undefined;
    this.#attempts = new Attempts({ ...context, timeoutMs: load.timeoutMs, onEnd: this.#onEnd });
    this.#maxInFlight = mostInFlight(load.maxInFlight, share);
  }

  /** Time at which it next has something to do, an arrival, a retry or a timeout; Infinity for never. */
  nextDueMs(): number {
    const arrivalMs = this.#arrivals.nextMs + (this.#isFull() ? REFUSED_AFTER_MS : 0);
    const dueMs = Math.min(arrivalMs, this.#attempts.nextDeadlineMs());
    return this.#retries === undefined ? dueMs : Math.min(dueMs, this.#retries.nextDueMs());
  }

  /** Times out and sends what is due, `most` arrivals at most, and as many retries. */
  doWhatIsDue(most: number): void {
    const nowMs = this.#context.clock.nowMs();
    this.#attempts.timeOut(nowMs);
    this.#retries?.timeOut(nowMs);
    this.#retries?.send(nowMs, most);
    if (this.#isFull()) this.#refuse(nowMs);
    for (let n = 0; n < most && !this.#isFull(); n++) {
      const arrivedMs = this.#context.clock.nowMs();
      if (this.#arrivals.nextMs > arrivedMs) return;
      this.#arrive(this.#arrivals.take(), arrivedMs);
    }
  }

  capRetries(most: number | undefined): void {
    this.#retries?.cap(most);
  }

  take(): SignalDelta {
    return this.#recorder.take(this.#underWay(), this.#context.clock.nowMs(), this.#retries !== undefined);
  }

  takeParts(): Readonly<Record<string, SignalDelta>> {
    if (this.#load.arms === undefined) return {};
    return this.#recorder.takeArms(this.#underWay(), this.#context.clock.nowMs(), this.#retries !== undefined);
  }

  takeSampled(): readonly SampledRequest[] {
    return this.#sampler?.take() ?? [];
  }

  /** Sends a request, or counts it as failed: one that can't be sent, since the sender is so late that time is up, is no gap. */
  #arrive({ scheduledMs, what: request, number }: DueArrival<OutgoingRequest>, nowMs: number): void {
    const lagMs = nowMs - scheduledMs;
    const traceparent = this.#traceparents?.of(number);
    this.#recorder.started(traceparent);
    this.#context.scheduleLag.record(lagMs);
    if (lagMs >= this.#load.timeoutMs) this.#recorder.refused(traceparent, "late");
    else {
      if (traceparent !== undefined) this.#sampler?.sent(request, traceparent, scheduledMs, nowMs);
      const arrival = this.#retries?.arrival(request, traceparent, scheduledMs, number);
      this.#attempts.send(request, traceparent, scheduledMs, arrival);
    }
  }

  /** Counts the arrivals as failed that have waited for room in vain until now. */
  #refuse(nowMs: number): void {
    const lateMs = Math.max(0, nowMs - this.#arrivals.nextMs - REFUSED_AFTER_MS);
    while (this.#arrivals.nextMs <= nowMs - WAIT_FOR_ROOM_MS) {
      const traceparent = this.#traceparents?.of(this.#arrivals.take().number);
      this.#recorder.started(traceparent);
      this.#recorder.refused(traceparent, "overflow");
      this.#context.scheduleLag.record(WAIT_FOR_ROOM_MS + lateMs);
    }
  }

  #isFull(): boolean {
    return this.#inFlight >= this.#maxInFlight;
  }

  /** Arrivals that were sent and haven't ended; one that pauses keeps its place. */
  get #inFlight(): number {
    return this.#attempts.size + (this.#retries?.size ?? 0);
  }

  /** The arrivals that haven't ended. */
  #underWay(): readonly CountedRequest[] {
    return [...(this.#retries?.underWay() ?? []), ...this.#attempts];
  }

  /** Something ended at `nowMs`. */
  #makeRoom(nowMs: number): void {
    if (this.#inFlight + 1 < this.#maxInFlight) return;
    this.#refuse(nowMs);
    this.#context.onRoom();
  }

  #makeRetries(seed: number): Retries | undefined {
    const { retry, timeoutMs } = this.#load;
    if (retry === undefined) return undefined;
    const onLate = ({ traceparent, scheduledMs }: Arrival, nowMs: number) => {
      this.#recorder.ended(traceparent, nowMs - scheduledMs, 0, "late");
      if (traceparent !== undefined) this.#sampler?.ended(traceparent, nowMs, 0, "late");
      this.#makeRoom(nowMs);
    };
    const onSent = ({ traceparent }: Arrival) => this.#recorder.retried(traceparent);
    const onDue = (atMs: number) => this.#context.onDue(atMs);
    return new Retries(retry, { ...this.#context, timeoutMs, seed, onEnd: this.#onEnd, onLate, onSent, onDue });
  }

  readonly #onEnd = (exchange: Exchange, endedMs: number, lost?: LostAnswer, reason?: string): void => {
    const { arrival, status, traceparent } = exchange;
    if (arrival !== undefined && this.#retries?.takes(arrival, endedMs, status, lost)) return;
    const { scheduledMs } = arrival ?? exchange;
    const badStatus = isInRanges(status, this.#load.failOn) ? `status ${status}` : undefined;
    const failure = reason ?? badStatus;
    this.#recorder.ended(traceparent, endedMs - scheduledMs, status, failure);
    if (traceparent !== undefined) this.#sampler?.ended(traceparent, endedMs, status, failure);
    this.#makeRoom(endedMs);
  };
}
