import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { RetrySpec } from "../../src/files/experiment/load-spec.ts";
import type { LoadBatch } from "../../src/load/load.ts";
import { openLoop } from "../../src/load/open-loop.ts";
import { Collector, makeEndlessLoad, makeLoad, quantileOf, runUntilEnded } from "./collector.ts";
import { get } from "./get.ts";
import { answer, hang, refusedUrl, startTarget } from "./target.ts";

const RETRY: RetrySpec = {
  count: 3,
  backoffMs: 0,
  jitter: 0,
  on: ["timeout", "connection", { from: 500, to: 599 }],
};

/** A target that does something else with the first attempts of each path, and what came to it by path. */
async function failingAtFirst(
  context: TestContext,
  attempts: number,
  fail: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const seen = new Map<string, number>();
  const { url } = await startTarget(context, (request, response) => {
    const path = request.url ?? "";
    const before = seen.get(path) ?? 0;
    seen.set(path, before + 1);
    if (before < attempts) fail(request, response);
    else answer(request, response);
  });
  return { seen, requests: [get(`${url}/{{id}}`)] };
}

const refuse = (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end();
const reset = ({ socket }: IncomingMessage) => void socket.resetAndDestroy();

describe("a load that tries again", { timeout: 60_000 }, () => {
  for (const [name, fail, timeoutMs] of [
    ["refuses", refuse, 5000],
    ["resets", reset, 5000],
    ["hangs", hang, 1000],
  ] as const) {
    it(`sees no failure of a target that ${name} twice`, async (context) => {
      const { seen, requests } = await failingAtFirst(context, 2, fail);
      const { started, retries, ended, failed, statuses } = (
        await runUntilEnded(50, makeLoad({ requests, timeoutMs, retry: RETRY, arrivalsForMs: 100 }))
      ).totals();
      assert.deepEqual(
        { started, retries, ended, failed, statuses },
        { started: 50, retries: 100, ended: 50, failed: 0, statuses: { 200: 50 } },
      );
      assert.deepEqual([...seen.values()], Array(50).fill(3));
    });
  }

  it("fails as the last of its attempts does", async (context) => {
    const { seen, requests } = await failingAtFirst(context, 10, refuse);
    const load = makeLoad({ requests, retry: RETRY, arrivalsForMs: 100 });
    const { retries, errors } = (await runUntilEnded(50, load)).totals();
    assert.deepEqual({ retries, errors }, { retries: 150, errors: { "status 503": 50 } });
    assert.deepEqual([...seen.values()], Array(50).fill(4));
    const refused = makeLoad({ url: await refusedUrl(), retry: RETRY, arrivalsForMs: 100 });
    const unreachable = (await runUntilEnded(50, refused)).totals();
    assert.deepEqual([unreachable.retries, unreachable.errors], [150, { ECONNREFUSED: 50 }]);
  });

  it("tries again when its pause is over, long before the next arrival", async (context) => {
    const { requests } = await failingAtFirst(context, 2, refuse);
    const pacing = { kind: "constant", ratePerS: 0.5 } as const;
    const retry = { ...RETRY, backoffMs: 100 };
    const { latency } = (await runUntilEnded(1, makeLoad({ requests, pacing, retry }))).totals();
    const tookMs = quantileOf(latency, 1);
    assert.ok(tookMs >= 299 && tookMs < 1500, `100 and 200 ms of pauses took ${tookMs} ms`);
  });

  it("times each attempt out by itself", async (context) => {
    const { url } = await startTarget(context, hang);
    const load = makeLoad({ url, timeoutMs: 500, retry: { ...RETRY, count: 2 }, arrivalsForMs: 100 });
    const { errors, latency } = (await runUntilEnded(50, load)).totals();
    assert.deepEqual(errors, { timeout: 50 });
    assert.ok(quantileOf(latency, 0) >= 1490, `${quantileOf(latency, 0)} ms`);
  });

  it("tries again less often when it is told to, and as before when it is told so", async (context) => {
    const { url } = await startTarget(context, refuse);
    const collector = new Collector();
    const running = await openLoop.start([makeEndlessLoad({ url, retry: RETRY })], collector);
    const retriesPerRequest = (batch: LoadBatch) =>
      (batch.signals.load?.retries ?? 0) / (batch.signals.load?.started ?? 0);
    for (const [most, isSo] of [
      [undefined, (each: number) => each > 2.5],
      [0, (each: number) => each === 0],
      [1, (each: number) => each > 0.5 && each < 1.5],
      [undefined, (each: number) => each > 2.5],
    ] as const) {
      running.capRetries?.("load", most);
      await collector.until((batch) => isSo(retriesPerRequest(batch)));
    }
    await running.stop();
  });

  it("sends no retry once it is stopped; what pauses then, or is in flight, hasn't ended", async (context) => {
    let seen = 0;
    const target = await startTarget(context, (request, response) => {
      // Every other one hangs; the rest pauses.
      if (seen++ % 2 === 0) refuse(request, response);
    });
    const collector = new Collector();
    const load = makeLoad({ url: target.url, retry: { ...RETRY, backoffMs: 3_600_000 }, arrivalsForMs: 100 });
    const running = await openLoop.start([load], collector);
    await collector.until(() => collector.totals().started === 50 && seen === 50);
    await running.stop();
    while (target.connections.open > 0) await delay(5);
    const { started, retries, ended, inFlight } = collector.totals();
    assert.deepEqual(
      { started, retries, ended, inFlight, seen },
      { started: 50, retries: 0, ended: 0, inFlight: 50, seen: 50 },
    );
  });
});
