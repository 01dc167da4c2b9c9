import { Histogram, type SparseHistogram } from "../judge/measure/histogram.ts";
import type { SignalTotals } from "../judge/measure/signal.ts";
import type { Clock } from "../values/clock/clock.ts";
import type { InArms } from "./applied-toxic.ts";

/**
 * Counts of the traffic that one proxy has seen since it was created, as `GET /edges` answers it. Latency: first byte
 * of the request to last of the answer.
 */
export interface EdgeReading extends SignalTotals {
  /** From the request's first byte to the first byte of its final answer. */
  readonly firstByte: SparseHistogram;
  readonly connections: { readonly open: number; readonly total: number };
  /** Connections on which calls were looked for, by protocol: `http/1`, `redis`, `postgres`, `mysql`; `tls`, where they can't be seen. */
  readonly protocols: Readonly<Record<string, number>>;
  /** Streams that began: upgrades and tunnels, subscriptions, MONITOR, replication, COPY, LOCAL INFILE. What they carry is no call. */
  readonly streams: number;
  /** Of TLS, as the caller sees them. */
  readonly handshakes: HandshakeReading;
  /** Bytes handed to the upstream and to callers. */
  readonly bytes: { readonly upstream: number; readonly downstream: number };
  /** Number of times that each toxic that is there now has acted since it was added. */
  readonly toxics: Readonly<Record<string, number>>;
  /** The same for each toxic that acts on one arm: of the requests that it looked at, those in neither. None where there is none. */
  readonly arms?: Readonly<Record<string, Readonly<InArms>>>;
}

/** Handshakes that ended: by an alert or by the end of the connection before it was over, `failed` ones. */
export interface HandshakeReading {
  readonly total: number;
  readonly failed: number;
  /** From the ClientHello's first byte to the handshake's end, of those that didn't fail. */
  readonly latency: SparseHistogram;
}

/**
 * Ways to count what isn't a plain call, which is counted when it begins, is in flight, and has a latency.
 *
 * - `wait`: it waits on purpose, for what others do. Counted when it ends; never in flight, no latency. A caller that goes
 *   meanwhile has lost nothing.
 * - `step`: on the way to a call, such as logging in. In flight while it lasts, counted only where it fails.
 * - `handshake`: a step of TLS, counted among the handshakes as well.
 * - `mark`: only holds the place of an answer. Never in flight, counted only where it fails.
 */
type CallKind = "wait" | "step" | "handshake" | "mark";

/** A request that was seen and its answer's progress. */
export interface Call {
  readonly startedMs: number;
  /** None of a plain call. */
  readonly kind?: CallKind | undefined;
}

/** Counts the calls of one edge. */
export class EdgeRecorder {
  readonly #clock: Clock;
  readonly #latency = new Histogram();
  readonly #firstByte = new Histogram();
  readonly #handshakes = new Histogram();
  /** Made anew for each reading; kept, so that reading often makes no garbage. */
  readonly #ages = new Histogram();
  readonly #inFlight = new Set<Call>();
  readonly #errors: Record<string, number> = Object.create(null);
  readonly #statuses: Record<string, number> = Object.create(null);
  readonly #protocols: Record<string, number> = Object.create(null);
  #started = 0;
  #ended = 0;
  #failed = 0;
  #opaque = 0;
  #streams = 0;
  #handshakesFailed = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  begin(call: Call): void {
    if (call.kind === undefined) this.#started++;
    if (call.kind !== "wait" && call.kind !== "mark") this.#inFlight.add(call);
  }

  /** A connection was found to carry this protocol. */
  noteProtocol(name: string): void {
    this.#protocols[name] = (this.#protocols[name] ?? 0) + 1;
  }

  /** Tells whether a connection of this edge was found to carry this protocol before. */
  hasCarried(protocol: string): boolean {
    return this.#protocols[protocol] !== undefined;
  }

  /** A connection turned out to carry something in which no calls can be seen. */
  noteOpaque(): void {
    this.#opaque++;
  }

  noteStream(): void {
    this.#streams++;
  }

  answerBegan(call: Call, nowMs: number): void {
    if (call.kind === undefined) this.#firstByte.record(nowMs - call.startedMs);
  }

  /** An answer's status was seen, of a protocol that has some. */
  noteStatus(status: number | string): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }

  /** The whole answer has passed, and the call didn't fail. */
  answered(call: Call, nowMs: number): void {
    this.#inFlight.delete(call);
    if (call.kind === "handshake") this.#handshakes.record(nowMs - call.startedMs);
    if (call.kind === "step" || call.kind === "handshake" || call.kind === "mark") return;
    this.#ended++;
    if (call.kind === "wait") this.#started++;
    else this.#latency.record(nowMs - call.startedMs);
  }

  /** A connection that came to nothing before anything could be seen: one failed call. */
  refuse(acceptedMs: number, reason: string): void {
    this.fail({ startedMs: acceptedMs, kind: "step" }, this.nowMs(), reason);
  }

  /** It was answered by a failure, or no whole answer will come. */
  fail(call: Call, nowMs: number, reason: string): void {
    this.#inFlight.delete(call);
    if (call.kind !== undefined) this.#started++;
    if (call.kind === "handshake") this.#handshakesFailed++;
    this.#ended++;
    this.#failed++;
    this.#errors[reason] = (this.#errors[reason] ?? 0) + 1;
    if (call.kind !== "wait") this.#latency.record(nowMs - call.startedMs);
  }

  /** Nobody will see how it ends. */
  forget(call: Call): void {
    this.#inFlight.delete(call);
    if (call.kind === undefined) this.#ended++;
  }

  read(): SignalTotals & Pick<EdgeReading, "firstByte" | "protocols" | "streams" | "handshakes"> {
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
      protocols: this.#protocols,
      streams: this.#streams,
      handshakes: this.#readHandshakes(),
    };
  }

  #readHandshakes(): HandshakeReading {
    const failed = this.#handshakesFailed;
    return { total: this.#handshakes.total + failed, failed, latency: this.#handshakes.toSparse() };
  }

  #readAges(): SparseHistogram {
    if (this.#inFlight.size === 0) return [];
    const nowMs = this.nowMs();
    this.#ages.clear();
    for (const call of this.#inFlight) this.#ages.record(nowMs - call.startedMs);
    return this.#ages.toSparse();
  }
}
