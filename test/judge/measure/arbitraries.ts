import fc from "fast-check";
import { Histogram, type SparseHistogram } from "../../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../../src/judge/measure/signal.ts";

/** Durations in ms from 0 to beyond the 71 min that a histogram tells apart, short ones as likely as long ones. */
export const durationMs = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 5000, noNaN: true }),
  fc.double({ min: 0, max: 5_000_000, noNaN: true }),
);

export function histogramOf(durationsMs: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const each of durationsMs) histogram.record(each);
  return histogram;
}

export function sparseOf(durationsMs: readonly number[]): SparseHistogram {
  return histogramOf(durationsMs).toSparse();
}

/** A delta that could have happened: failures have reasons, what is in flight has ages. */
export const delta: fc.Arbitrary<SignalDelta> = fc
  .record({
    started: fc.nat(20),
    retries: fc.nat(20),
    attempts: fc.nat(20),
    latencies: fc.array(durationMs, { maxLength: 8 }),
    errors: fc.dictionary(fc.constantFrom("timeout", "overflow", "status 503"), fc.integer({ min: 1, max: 5 })),
    statuses: fc.dictionary(fc.constantFrom("200", "404", "503"), fc.integer({ min: 1, max: 5 })),
    ages: fc.array(durationMs, { maxLength: 5 }),
  })
  .map(({ started, retries, attempts, latencies, errors, statuses, ages }) => {
    const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
    return {
      started,
      retries,
      attempts,
      ended: latencies.length + failed,
      failed,
      errors: { ...errors },
      statuses: { ...statuses },
      latency: sparseOf(latencies),
      inFlight: ages.length,
      ages: sparseOf(ages),
    };
  });
