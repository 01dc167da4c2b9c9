import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../src/judge/history/event.ts";
import { progressLines } from "../../src/report/terminal/progress-lines.ts";
import { recorded, runStarted, undoRecord } from "../support/run-events.ts";
import { cascade } from "./samples/live.ts";

const harness = { scheduleLag: [], loopDelayMaxMs: 0, cpu: 0 };

/** The lines of a run whose every moment looks like the sample. */
function linesOf(...events: readonly RunEvent[]): string[] {
  const progress = progressLines();
  return events.flatMap((event) => progress(event, () => cascade));
}

function ticks(fromMs: number, toMs: number): RunEvent[] {
  const events: RunEvent[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += 50) events.push({ atMs, type: "tick", signals: {}, harness });
  return events;
}

test("a line for each phase and, about every two seconds, one for each load", () => {
  const lines = linesOf(
    { atMs: 2_200, type: "phase", phase: "warm-up" },
    ...ticks(2_250, 5_900),
    { atMs: 6_000, type: "phase", phase: "baseline" },
    ...ticks(6_050, 8_100),
  );
  const status = [
    "shoppers: 198/s, errors 41.7 %, p50 4.12 s, p95 9.38 s, p99 9.91 s, in flight 1,482, answers 2xx 63 %, 5xx 37 %",
    "order-pages: 20.1/s, errors 5.2 %, p50 2.31 s, p95 6.04 s, p99 7.21 s, in flight 61, answers 2xx 95 %, 5xx 5 %",
    "notifications: 10/s, errors 1.1 %, p50 2.29 s, p95 5.87 s, p99 6.9 s, in flight 28, answers 2xx",
  ];
  assert.deepEqual(lines, [
    "  0:02  phase warm-up",
    ...status.map((load) => `  0:04    ${load}`),
    "  0:06  phase baseline",
    ...status.map((load) => `  0:08    ${load}`),
  ]);
});

test("a fault going in, showing, and coming out by what its undo record says it is", () => {
  const record = undoRecord("u1");
  const lines = linesOf(
    recorded(record),
    { atMs: 9_000, type: "injected", fault: "latency-1" },
    { atMs: 9_500, type: "verified", fault: "latency-1", took: "true", evidence: "delayed 12 answers" },
    { atMs: 9_900, type: "verified", fault: "latency-1", took: "unknown", evidence: "no request came" },
    { atMs: 69_000, type: "undone", record: "u1", by: "runner" },
    { atMs: 69_500, type: "undo-failed", record: "u2", why: "connection refused" },
    { atMs: 70_000, type: "run-ended", exitCode: 4 },
  );
  assert.deepEqual(lines, [
    "  0:09  fault latency-1 is in: latency on checkout -> pricing: adds 2.8s ± 100ms to every answer",
    "  0:09  fault latency-1 took effect: delayed 12 answers",
    "  0:09  fault latency-1 did not show: no request came",
    "  1:09  taken out: the file u1",
    "  1:09  NOT taken out: u2: connection refused",
    "  1:10  ended with exit code 4",
  ]);
});

test("why a run stops early", () => {
  const stopped = (cause: Extract<RunEvent, { type: "stopped" }>["cause"]) =>
    linesOf({ atMs: 12_000, type: "stopped", cause });
  const judgement = { holds: "true", measured: 9_910, samples: 1000 } as const;
  assert.deepEqual(stopped({ kind: "abort", index: 1, judgement }), [
    "  0:12  ABORT shoppers.p99 > 9s over 5s: holds at 9.91 s (1,000 samples)",
  ]);
  assert.deepEqual(stopped({ kind: "no-steady-state" }), ["  0:12  no steady state: nothing is injected"]);
  assert.deepEqual(stopped({ kind: "interrupted", signal: "SIGTERM" }), ["  0:12  SIGTERM: taking everything out"]);
  assert.deepEqual(stopped({ kind: "broken", code: "E_X", message: "the proxy died", exitCode: 3 }), [
    "  0:12  broken: the proxy died",
  ]);
});

test("a run begins with its name", () => {
  const [line] = linesOf(runStarted("pricing-slow"));
  assert.match(line ?? "", /^ {2}0:00 {2}run pricing-slow: /);
});
