import { Histogram, type SparseHistogram } from "../judge/measure/histogram.ts";
import type { SignalTotals } from "../judge/measure/signal.ts";
import type { Clock } from "../values/clock/clock.ts";

/**
 * Counts of the traffic that one proxy has seen since it was created, as `GET /edges` answers it. Latency: first byte
 * of the request to last of the answer.
 */
export interface EdgeReading extends SignalTotals {
  /** From the request's first byte to the first byte of its final answer. */
  readonly firstByte: SparseHistogram;
  readonly connections: { readonly open: number; readonly total: number };
  /** Bytes handed to the upstream and to callers. */
  readonly bytes: { readonly upstream: number; readonly downstream: number };
  /** Number of times that each toxic that is there now has acted since it was added. */
  readonly toxics: Readonly<Record<string, number>>;
}

/** A request that was seen and its answer's progress. */
export interface Call {
  readonly startedMs: number;
  /** HEAD and CONNECT change how the answer is framed. */
  readonly method: string;
}

/** Counts the calls of one edge. */
export class EdgeRecorder {
  readonly #clock: Clock;
  readonly #latency = new Histogram();
  readonly #firstByte = new Histogram();
  /** Made anew for each reading; kept, so that reading often makes no garbage. */
  readonly #ages = new Histogram();
  readonly #inFlight = new Set<Call>();
  readonly #errors: Record<string, number> = Object.create(null);
  readonly #statuses: Record<string, number> = Object.create(null);
  #started = 0;
  #ended = 0;
  #failed = 0;
  #opaque = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  begin(startedMs: number, method: string): Call {
    const call = { startedMs, method };
    this.#started++;
    this.#inFlight.add(call);
    return call;
  }

  /** A connection turned out to carry something other than HTTP. */
  noteOpaque(): void {
    this.#opaque++;
  }

  answerBegan(call: Call, nowMs: number, status: number): void {
    this.#firstByte.record(nowMs - call.startedMs);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }

  /** The whole answer has passed. A 5xx is a failed call. */
  answered(call: Call, nowMs: number, status: number): void {
    if (status >= 500) this.fail(call, nowMs, `status ${status}`);
    else this.#end(call, nowMs);
  }

  /** A connection that came to nothing before anything could be seen: one failed call. */
  refuse(acceptedMs: number, reason: string): void {
    this.fail(this.begin(acceptedMs, ""), this.nowMs(), reason);
  }

  /** No whole answer will come. */
  fail(call: Call, nowMs: number, reason: string): void {
    this.#failed++;
    this.#errors[reason] = (this.#errors[reason] ?? 0) + 1;
    this.#end(call, nowMs);
  }

  read(): SignalTotals & Pick<EdgeReading, "firstByte"> {
    return {
      started: this.#started,
      ended: this.#ended,
      failed: this.#failed,
      errors: this.#errors,
      latency: this.#latency.toSparse(),
      inFlight: this.#inFlight.size,
      ages: this.#readAges(),
      firstByte: this.#firstByte.toSparse(),
      opaque: this.#opaque,
      statuses: this.#statuses,
    };
  }

  #readAges(): SparseHistogram {
    if (this.#inFlight.size === 0) return [];
    const nowMs = this.nowMs();
    this.#ages.clear();
    for (const call of this.#inFlight) this.#ages.record(nowMs - call.startedMs);
    return this.#ages.toSparse();
  }

  #end(call: Call, nowMs: number): void {
    this.#ended++;
    this.#inFlight.delete(call);
    this.#latency.record(nowMs - call.startedMs);
  }
}
