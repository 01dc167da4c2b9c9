import { isInRanges } from "../files/experiment/status-range.ts";
import type { Histogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { Clock } from "../values/clock/clock.ts";
import { type Random, seededRandom } from "../values/random/random.ts";
import type { Connections } from "./connections.ts";
import { Exchange } from "./exchange.ts";
import type { LoadShare, ResolvedLoad } from "./load.ts";
import { type Pacer, pacer } from "./pacer.ts";
import { type OutgoingRequest, RequestMix } from "./request-mix.ts";
import { SignalRecorder } from "./signal-recorder.ts";

/** Things that all loads of a thread share. */
export interface StreamContext {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly scheduleLag: Histogram;
  readonly share: LoadShare;
}

/** One load on its way: its arrivals, what is in flight, and what came of the rest. */
export class LoadStream {
  readonly name: string;
  readonly #load: ResolvedLoad;
  readonly #context: StreamContext;
  readonly #startMs: number;
  readonly #pacer: Pacer;
  readonly #mix: RequestMix;
  readonly #maxInFlight: number;
  readonly #recorder = new SignalRecorder();
  /** In the order of their scheduled times, and therefore of their deadlines. */
  readonly #inFlight = new Set<Exchange>();
  #nextArrivalMs: number;

  /** Begins at `startMs`. Draws its own streams from `random`. */
  constructor(load: ResolvedLoad, context: StreamContext, startMs: number, random: Random) {
    const stream = () => seededRandom(Math.floor(random() * 2 ** 32));
    this.name = load.name;
    this.#load = load;
    this.#context = context;
    this.#startMs = startMs;
    this.#pacer = pacer(load.pacing, stream());
    this.#mix = new RequestMix(load.requests, stream(), stream());
    this.#maxInFlight = Math.ceil(load.maxInFlight / context.share.of);
    this.#skip(context.share.index);
    this.#nextArrivalMs = this.#arrivalAfter();
  }

  /** Time at which it next has something to do, an arrival or a timeout; Infinity for never. */
  nextDueMs(): number {
    const [oldest] = this.#inFlight;
    const deadlineMs = oldest === undefined ? Infinity : oldest.scheduledMs + this.#load.timeoutMs;
    return Math.min(this.#nextArrivalMs, deadlineMs);
  }

  /** Times out and sends what is due, `most` arrivals at most. */
  doWhatIsDue(most: number): void {
    this.#timeOut();
    for (let n = 0; n < most && this.#nextArrivalMs <= this.#context.clock.nowMs(); n++) {
      const scheduledMs = this.#nextArrivalMs;
      this.#arrive(scheduledMs);
      this.#skip(this.#context.share.of - 1);
      this.#nextArrivalMs = this.#arrivalAfter();
    }
  }

  take(): SignalDelta {
    const since = Array.from(this.#inFlight, (exchange) => exchange.scheduledMs);
    return this.#recorder.take(since, this.#context.clock.nowMs());
  }

  /** Arrivals that others send; what they are is drawn all the same, so that nobody's draws depend on the share. */
  #skip(arrivals: number): void {
    for (let n = 0; n < arrivals; n++) {
      this.#pacer();
      this.#mix.next();
    }
  }

  #arrivalAfter(): number {
    const sinceStartMs = this.#pacer();
    return sinceStartMs < (this.#load.arrivalsForMs ?? Infinity) ? this.#startMs + sinceStartMs : Infinity;
  }

  /**
   * Sends a request, or counts it as failed. One that can't be sent is a failure, not a gap: too many in flight, or the
   * sender so late that time is up.
   */
  #arrive(scheduledMs: number): void {
    const lagMs = this.#context.clock.nowMs() - scheduledMs;
    this.#recorder.started();
    this.#context.scheduleLag.record(lagMs);
    // Drawn also for one that isn't sent: what the n-th request is doesn't depend on how the ones before fared.
    const request = this.#mix.next();
    if (lagMs >= this.#load.timeoutMs) this.#recorder.refused("late");
    else if (this.#inFlight.size >= this.#maxInFlight) this.#recorder.refused("overflow");
    else this.#send(request, scheduledMs);
  }

  #send(request: OutgoingRequest, scheduledMs: number): void {
    const exchange = new Exchange(this.#context.connections, request, scheduledMs, this.#onEnd);
    this.#inFlight.add(exchange);
    exchange.send();
  }

  #timeOut(): void {
    const longestMs = this.#load.timeoutMs;
    for (const exchange of this.#inFlight) {
      if (this.#context.clock.nowMs() - exchange.scheduledMs < longestMs) return;
      this.#inFlight.delete(exchange);
      this.#recorder.ended(longestMs, exchange.status, "timeout");
      exchange.giveUp();
    }
  }

  readonly #onEnd = (exchange: Exchange, failure: string | undefined): void => {
    if (!this.#inFlight.delete(exchange)) return;
    const latencyMs = this.#context.clock.nowMs() - exchange.scheduledMs;
    const { status } = exchange;
    const badStatus = isInRanges(status, this.#load.failOn) ? `status ${status}` : undefined;
    this.#recorder.ended(latencyMs, status, failure ?? badStatus);
  };
}
