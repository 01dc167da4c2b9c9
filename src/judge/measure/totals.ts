import { InconclusiveError } from "../../values/errors.ts";
import type { HandshakeCounts, SignalCounts, SignalDelta, SignalTotals } from "./signal.ts";
import { addSparse, subtractSparse } from "./sparse.ts";

/** Counters that only grow went backwards: whatever counts was started anew, and the time between is lost. */
export class SourceRestartedError extends InconclusiveError {
  override readonly code = "E_SOURCE_RESTARTED";

  constructor(source: string, what: string, cause?: unknown) {
    super({
      message: `${source} restarted while it was being read: ${what} went backwards`,
      hint: "find out from the run's logs why it restarted (a crash, or something outside the experiment), then run again",
      cause,
    });
  }
}

/** Nothing happened, and nothing is in flight. */
export const emptyDelta: SignalDelta = {
  started: 0,
  ended: 0,
  failed: 0,
  errors: {},
  statuses: {},
  latency: [],
  inFlight: 0,
  ages: [],
};

/**
 * The difference between two readings of the same source; everything since it came up when there is none before.
 * `source` names it in the SourceRestartedError that is thrown when a counter went backwards.
 */
export function deltaOf(
  before: SignalTotals | undefined,
  now: SignalTotals,
  source = "the source of a signal",
): SignalDelta {
  if (before === undefined) return now;
  const grownBy = (what: string, from: number, to: number): number => {
    if (to < from) throw new SourceRestartedError(source, what);
    return to - from;
  };
  return {
    started: grownBy("started", before.started, now.started),
    ended: grownBy("ended", before.ended, now.ended),
    failed: grownBy("failed", before.failed, now.failed),
    errors: countsBetween(before.errors, now.errors, grownBy),
    statuses: countsBetween(before.statuses ?? {}, now.statuses ?? {}, grownBy),
    latency: latencyBetween(before, now, source),
    ...(now.retries !== undefined && { retries: grownBy("retries", before.retries ?? 0, now.retries) }),
    ...(now.attempts !== undefined && { attempts: grownBy("attempts", before.attempts ?? 0, now.attempts) }),
    inFlight: now.inFlight,
    ages: now.ages,
    ...(now.opaque && { opaque: now.opaque }),
    ...handshakesBetween(before.handshakes, now.handshakes, source),
    ...protocolsBetween(before.protocols, now.protocols, grownBy),
  };
}

/** One signal of several that were measured side by side over the same time: the replicas of a service. */
export function mergeDeltas(deltas: readonly SignalDelta[]): SignalDelta {
  return deltas.reduce(merge, emptyDelta);
}

/** Two deltas of one signal, the second right after the first, as one. */
export function joinDeltas(first: SignalDelta, second: SignalDelta): SignalDelta {
  return { ...merge({ ...first, opaque: 0 }, second), inFlight: second.inFlight, ages: second.ages };
}

/** The totals of several sources as if they were one. */
export function mergeTotals(totals: readonly SignalTotals[]): SignalTotals {
  return totals.reduce(merge, emptyDelta);
}

function merge(a: SignalCounts, b: SignalCounts): SignalCounts {
  const opaque = (a.opaque ?? 0) + (b.opaque ?? 0);
  const areSessions = a.attempts !== undefined || b.attempts !== undefined;
  const tryAgain = a.retries !== undefined || b.retries !== undefined;
  return {
    started: a.started + b.started,
    ended: a.ended + b.ended,
    failed: a.failed + b.failed,
    errors: addCounts(a.errors, b.errors),
    statuses: addCounts(a.statuses ?? {}, b.statuses ?? {}),
    latency: addSparse(a.latency, b.latency),
    inFlight: a.inFlight + b.inFlight,
    ages: addSparse(a.ages, b.ages),
    ...(tryAgain && { retries: (a.retries ?? 0) + (b.retries ?? 0) }),
    ...(areSessions && { attempts: (a.attempts ?? 0) + (b.attempts ?? 0) }),
    ...(opaque > 0 && { opaque }),
    ...handshakesOf(a.handshakes, b.handshakes),
    ...((a.protocols || b.protocols) && { protocols: addCounts(a.protocols ?? {}, b.protocols ?? {}) }),
  };
}

function handshakesOf(
  a: HandshakeCounts | undefined,
  b: HandshakeCounts | undefined,
): Pick<SignalCounts, "handshakes"> {
  if (a === undefined || b === undefined) {
    const only = a ?? b;
    return only === undefined ? {} : { handshakes: only };
  }
  const [total, failed] = [a.total + b.total, a.failed + b.failed];
  return { handshakes: { total, failed, latency: addSparse(a.latency, b.latency) } };
}

/** Counts by name: of errors, of statuses. */
type Counts = Readonly<Record<string, number>>;

function addCounts(a: Counts, b: Counts): Counts {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function countsBetween(
  before: Counts,
  now: Counts,
  grownBy: (what: string, from: number, to: number) => number,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const count = grownBy(`the count of "${name}"`, before[name] ?? 0, now[name] ?? 0);
    if (count > 0) counts[name] = count;
  }
  return counts;
}

/** Nothing where none ended meanwhile: most edges have none. */
function handshakesBetween(
  before: HandshakeCounts | undefined,
  now: HandshakeCounts | undefined,
  source: string,
): Pick<SignalDelta, "handshakes"> {
  if (now === undefined || now.total === before?.total) return {};
  if (before === undefined) return now.total === 0 ? {} : { handshakes: now };
  if (now.total < before.total || now.failed < before.failed) {
    throw new SourceRestartedError(source, "a count of handshakes");
  }
  const latency = latencyBetween(before, now, source);
  return { handshakes: { total: now.total - before.total, failed: now.failed - before.failed, latency } };
}

function protocolsBetween(
  before: Counts | undefined,
  now: Counts | undefined,
  grownBy: (what: string, from: number, to: number) => number,
): Pick<SignalDelta, "protocols"> {
  const protocols = countsBetween(before ?? {}, now ?? {}, grownBy);
  return Object.keys(protocols).length === 0 ? {} : { protocols };
}

function latencyBetween(
  before: Pick<SignalTotals, "latency">,
  now: Pick<SignalTotals, "latency">,
  source: string,
): SignalDelta["latency"] {
  try {
    return subtractSparse(now.latency, before.latency);
  } catch (error) {
    throw new SourceRestartedError(source, "a count of latencies", error);
  }
}
