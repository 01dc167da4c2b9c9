import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ClosedLoop, saturate } from "../../src/load/autocannon.ts";
import { answer, refusedUrl, startTarget } from "./target.ts";

const never = new AbortController().signal;
const loop = (parts: Partial<ClosedLoop>): ClosedLoop => ({
  method: "GET",
  url: "",
  headers: {},
  connections: 4,
  durationMs: 300,
  timeoutMs: 5000,
  failOn: [{ from: 500, to: 599 }],
  ...parts,
});

describe("autocannon", { timeout: 60_000 }, () => {
  it("sends as fast as the target answers, over as many connections as it is told", async (context) => {
    let seen = 0;
    const target = await startTarget(context, (request, response) => {
      seen++;
      answer(request, response);
    });
    const { kind, requests, failures, rate, latency_ms, schedule_lag_ms, note } = await saturate(
      loop({ url: target.url }),
      never,
    );
    assert.equal(kind, "autocannon");
    assert.ok(requests > 100 && requests <= seen);
    assert.equal(failures, 0);
    assert.ok(rate > 0 && (latency_ms.p50 ?? 0) > 0);
    assert.equal(schedule_lag_ms, null);
    assert.match(note ?? "", /closed loop.*not for a verdict/);
    assert.equal(target.connections.made, 4);
  });

  it("leaves latencies uncorrected: what it reports is what it waited, once", async (context) => {
    let turn = 0;
    const { url } = await startTarget(context, (_request, response) => {
      if (turn++ === 5) setTimeout(() => response.end(), 200);
      else response.end();
    });
    const { requests, latency_ms } = await saturate(
      loop({ url, connections: 1, ratePerS: 40, durationMs: 1000 }),
      never,
    );
    assert.ok(requests >= 10 && requests <= 120, `${requests} requests`);
    // Corrected, some 200 made-up latencies from 1 to 200 ms would be most of all.
    const { p50, max } = latency_ms;
    assert.ok(max !== null && p50 !== null && max >= 195 && p50 < max / 4, JSON.stringify(latency_ms));
  });

  it("counts statuses and refusals as failures", async (context) => {
    const { url } = await startTarget(context, (_request, response) => response.writeHead(503).end());
    const bad = await saturate(loop({ url }), never);
    assert.deepEqual(bad.errors, { "status 503": bad.requests });
    const refused = await saturate(loop({ url: await refusedUrl() }), never);
    assert.deepEqual(refused.errors, { ECONNREFUSED: refused.requests });
    assert.equal(refused.latency_ms.p50, null);
  });

  it("ends early when it is told to", async (context) => {
    const { url } = await startTarget(context, answer);
    const { requests } = await saturate(loop({ url, durationMs: 3_600_000 }), AbortSignal.timeout(200));
    assert.ok(requests > 0);
  });
});
