import type { Criterion } from "../../../src/files/experiment/criterion.ts";
import { parseCriterion } from "../../../src/files/experiment/parse-criterion.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import type { SignalReading } from "../../../src/judge/measure/window.ts";

/** A criterion as an author writes it. */
export function criterionOf(text: string): Criterion {
  const parsed = parseCriterion(text);
  if (!parsed.ok) throw new Error(`not a criterion: ${text}`);
  return parsed.criterion;
}

/** A reading of ten seconds in which nothing happened, but for what is given. */
export function readingOf({
  latenciesMs = [],
  ...given
}: Partial<SignalReading> & { readonly latenciesMs?: readonly number[] }): SignalReading {
  const latency = new Histogram();
  for (const each of latenciesMs) latency.record(each);
  return {
    spanMs: 10_000,
    started: 0,
    retries: 0,
    attempts: 0,
    ended: 0,
    failed: 0,
    errors: {},
    statuses: {},
    latency,
    completed: latency.total,
    inFlight: 0,
    ages: [],
    inFlightMax: 0,
    opaque: 0,
    ...given,
  };
}

/** So many latencies of the same length. */
export function times(count: number, ms: number): number[] {
  return Array.from({ length: count }, () => ms);
}
