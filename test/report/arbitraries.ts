import fc from "fast-check";
import type { JudgedCriterion, LiveSignal, LiveView, RunResult, SignalStats } from "../../src/judge/history/result.ts";
import { calm, cascade } from "./samples/live.ts";
import { guarded, leftovers, unprotected, unsteady } from "./samples/results.ts";

/** Names as people and hostile files write them: long, empty, wide, with control characters. */
export const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.lorem({ maxCount: 30, mode: "words" }),
  fc.constantFrom(
    "\x1b[31mred\x1b[0m",
    "line\nbreak\ttab",
    "\x1b]0;title\x07",
    "日本語のサービス",
    "👩‍💻👩‍💻👩‍💻",
    "‮abc",
  ),
);

const ms = fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constantFrom(0, 0.001, 999.5, 60_000));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const count = fc.nat({ max: 2_000_000 });
const stats: fc.Arbitrary<SignalStats> = fc.record(
  {
    started: count,
    ended: count,
    failed: count,
    ratePerS: ms,
    inFlightMax: count,
    errors: fc.dictionary(text, count, { maxKeys: 3 }),
    statuses: fc.dictionary(fc.constantFrom("1xx", "2xx", "3xx", "4xx", "5xx"), count),
    errorRate: share,
    p50Ms: ms,
    p95Ms: ms,
    p99Ms: ms,
    maxMs: ms,
    amplification: ms,
    opaque: count,
  },
  { requiredKeys: ["started", "ended", "failed", "ratePerS", "inFlightMax", "errors", "statuses"] },
);
const signal: fc.Arbitrary<LiveSignal> = fc
  .tuple(text, stats, fc.option(share))
  .map(([name, rest, heat]) => ({ name, ...rest, ...(heat === null ? {} : { heat }) }));
const criterion: fc.Arbitrary<JudgedCriterion> = fc
  .tuple(fc.constantFrom(...cascade.criteria), text, fc.option(ms), fc.constantFrom("true", "false", "unknown"), text)
  .map(([one, words, measured, holds, why]) => ({
    ...one,
    text: words,
    judgement: { holds, samples: 3, ...(measured === null ? { why } : { measured }) },
  }));

/** Moments of runs of any shape. */
export const liveViews: fc.Arbitrary<LiveView> = fc
  .record({
    experiment: text,
    run: text,
    phase: fc.constantFrom("up", "warm-up", "baseline", "fault", "recovery", "down"),
    phaseElapsedMs: ms,
    elapsedMs: ms,
    loads: fc.array(signal, { maxLength: 6 }),
    edges: fc.array(signal, { maxLength: 30 }),
    criteria: fc.array(criterion, { maxLength: 12 }),
    faults: fc.array(fc.record({ id: text, what: text, state: fc.constantFrom("planned", "in", "out") }), {
      maxLength: 4,
    }),
    remedies: fc.array(
      fc.record({ id: text, what: text, state: fc.constantFrom("planned", "begun", "done", "failed") }),
      { maxLength: 4 },
    ),
  })
  .chain((view) =>
    fc.constantFrom<LiveView>(
      view,
      { ...view, phaseLengthMs: 30_000 },
      { ...view, harness: { scheduleLag: [2000, 5], loopDelayMaxMs: 900, cpu: 1.2 } },
      { ...calm, ...view, loads: calm.loads },
    ),
  );

/** Results of runs with names and texts of any shape. */
export const results: fc.Arbitrary<RunResult> = fc
  .record({
    base: fc.constantFrom(unprotected, guarded, leftovers, unsteady),
    experiment: text,
    title: text,
    reasons: fc.array(text, { maxLength: 3 }),
    criteria: fc.array(criterion, { maxLength: 8 }),
    signals: signalsByName(text),
    edges: signalsByName(fc.tuple(text, text).map(([caller, callee]) => `${caller} -> ${callee}`)),
    remedies: fc.array(
      fc.record({
        id: text,
        what: text,
        done: fc.constantFrom("true", "false", "unknown"),
        evidence: text,
        after: fc.constantFrom(
          null,
          { recovered: "true", afterMs: 1234 } as const,
          { recovered: "false" } as const,
          { recovered: "unknown", why: "its last windows could not be judged" } as const,
        ),
      }),
      { maxLength: 3 },
    ),
    waiting: fc.array(fc.record({ service: text, on: text, count, longestMs: ms }), { maxLength: 7 }),
    evidence: text,
  })
  .map(({ base, signals, edges, evidence, ...rest }) => ({
    ...base,
    ...rest,
    signals: { ...signals, ...edges },
    services: signals,
    hurt: Object.keys(signals),
    wayBack: Object.keys(edges).map((signal, at) => ({
      signal,
      ...(at > 0 && { baselineP95Ms: 48, faultP95Ms: 1e4 }),
    })),
    degradations: Object.keys(edges).map((name) => ({ signal: name, afterMs: 1234, evidence })),
    leftBehind: base.leftBehind.map((record) => ({ ...record, what: evidence })),
  }));

function signalsByName(names: fc.Arbitrary<string>) {
  return fc.dictionary(names, fc.record({ baseline: stats, fault: stats, recovery: stats }, { requiredKeys: [] }), {
    maxKeys: 6,
  });
}
