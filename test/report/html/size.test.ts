import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";
import { renderHtml } from "../../../src/report/formats/html.ts";
import { reportedRun } from "./reported-run.ts";

const TEN_MINUTES_MS = 600_000;
const TICK_MS = 2000;
const SIGNALS = 100;

test("the page of a run of ten minutes with a hundred signals is smaller than 2 MB", async () => {
  const run = await reportedRun({ plan: { faults: [{ delayMs: 2000 }] } });
  const { fault, baseline } = run.result.signals.shoppers ?? {};
  assert.ok(fault && baseline);
  const names = Array.from({ length: SIGNALS }, (_, at) => `caller-${at} -> callee-${at}`);
  const result = { ...run.result, signals: Object.fromEntries(names.map((name) => [name, { baseline, fault }])) };
  const page = await renderHtml({ ...run, result, events: () => events(names) });
  const bytes = Buffer.byteLength(page);
  assert.ok(bytes < 2_000_000, `${bytes} bytes`);
  assert.ok(bytes > 400_000, `${bytes} bytes: something is missing`);
});

/** Ticks of signals whose latencies and rates are never the same twice. */
async function* events(names: readonly string[]): AsyncGenerator<RunEvent> {
  const harness = { scheduleLag: [], loopDelayMaxMs: 0, cpu: 0 };
  for (let atMs = 100; atMs < TEN_MINUTES_MS; atMs += TICK_MS) {
    const signals = Object.fromEntries(names.map((name, at) => [name, deltaAt(atMs * 31 + at * 997)]));
    yield { atMs, type: "tick", signals, harness };
  }
}

function deltaAt(seed: number) {
  const latency = new Histogram();
  const ended = 12 + (seed % 7);
  for (let request = 0; request < ended; request++) latency.record(1 + ((seed * (request + 1)) % 1999) / 3);
  return { ...emptyDelta, started: ended, ended, failed: seed % 3, latency: latency.toSparse() };
}
