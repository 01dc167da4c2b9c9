import type { SparseHistogram } from "./histogram.ts";

/**
 * Counts of one signal (a load or an edge) over a stretch of time, and its requests in flight at the end. Counters
 * count observations; an observation is one request.
 */
export interface SignalCounts {
  /** Requests that began: for a load, whose scheduled time came. */
  readonly started: number;
  /** Of a load that tries again: requests that were sent again, beside those that began. */
  readonly retries?: number;
  /** Of a load of sessions: connections that it tried to open. Its observations are the messages that were due. */
  readonly attempts?: number;
  /** Requests that ended, well or badly; a send that could not happen ended badly. */
  readonly ended: number;
  /** Of those that ended: transport error, timeout, overflow, or a status that counts as failure. */
  readonly failed: number;
  /** Reasons of the failures: `timeout`, `overflow`, `status 503`, `sqlstate 57014`, `ECONNRESET`, … */
  readonly errors: Readonly<Record<string, number>>;
  /** Answers that began, by HTTP status: `200`. None in journals of versions that didn't count them. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Of those that ended and were sent: from the scheduled time (load) or the first byte (edge) to the end. */
  readonly latency: SparseHistogram;
  /** Requests in flight at the end of the stretch. */
  readonly inFlight: number;
  /** The ages that those in flight had reached by then. */
  readonly ages: SparseHistogram;
  /** Of an edge's connections since its proxy came up, those that it can't look into: calls on them aren't seen. */
  readonly opaque?: number;
  /** Of an edge, TLS handshakes that ended, as the caller sees them; none of other signals, and where there were none. */
  readonly handshakes?: HandshakeCounts;
  /** Of an edge, connections that were found to carry a protocol, by its name: `http/1`. */
  readonly protocols?: Readonly<Record<string, number>>;
}

export interface HandshakeCounts {
  readonly total: number;
  /** Those that ended by an alert, or by the end of the connection before they were over. */
  readonly failed: number;
  /** Of those that didn't fail, from the ClientHello's first byte on. */
  readonly latency: SparseHistogram;
}

/** Counts since the signal's source came up: they only grow, but for `inFlight` and `ages`. */
export type SignalTotals = SignalCounts;

/** Counts between two ticks; `opaque` stays as it is. */
export type SignalDelta = SignalCounts;
