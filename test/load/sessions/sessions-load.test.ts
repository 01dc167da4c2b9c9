import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { SessionsSpec } from "../../../src/files/experiment/load-spec.ts";
import { parseCriterion } from "../../../src/files/experiment/parse-criterion.ts";
import { judge } from "../../../src/judge/criteria/evaluate.ts";
import { SignalWindow } from "../../../src/judge/measure/window.ts";
import { openLoop } from "../../../src/load/open-loop.ts";
import { Collector, makeLoad, quantileOf } from "../collector.ts";
import { refusedUrl } from "../target.ts";
import { startTickServer, type TickServer } from "./tick-server.ts";

const SESSIONS: SessionsSpec = {
  count: 10,
  everyMs: 50,
  sentAt: "/tick/at",
  handshakeMs: 5000,
  reconnect: { backoffMs: 0, factor: 2, longestMs: 60_000, jitter: 0 },
};

async function start(context: TestContext, url: string, parts: Partial<SessionsSpec>, timeoutMs = 30_000) {
  const collector = new Collector();
  const requests = [{ method: "GET", urls: [`${url}/ticks`], headers: { "x-client": "{{counter}}" }, weight: 1 }];
  const load = makeLoad({ requests, timeoutMs, sessions: { ...SESSIONS, ...parts } });
  const running = await openLoop.start([load], collector);
  context.after(() => running.stop());
  return { running, collector, totals: () => collector.totals() };
}

/** Sends to all a tick for each 50 ms, so much after it was made. A timer that is late makes ticks late, and leaves none out. */
function tick(context: TestContext, server: TickServer, lateMs = 0): void {
  let madeMs = Date.now();
  const sendDue = () => {
    for (; madeMs <= Date.now(); madeMs += SESSIONS.everyMs) server.send({ tick: { at: madeMs - lateMs } });
  };
  const timer = setInterval(sendDue, SESSIONS.everyMs / 5);
  context.after(() => clearInterval(timer));
}

/** Judges a criterion over all that was collected, as an expectation is. */
function judged(text: string, { batches }: Collector) {
  const window = new SignalWindow();
  const fromMs = batches[0]?.atMs ?? 0;
  window.clear(fromMs);
  for (const { atMs, signals } of batches) window.add(atMs, signals.load ?? assert.fail());
  const parsed = parseCriterion(text);
  assert.ok(parsed.ok);
  return judge(parsed.criterion, { signal: window.read() }, "expect").holds;
}

describe("a load of sessions", { timeout: 30_000 }, () => {
  it("measures each message from when it was sent, and opens each session once where all is well", async (context) => {
    const server = await startTickServer(context);
    tick(context, server, 200);
    const { collector, totals } = await start(context, server.url, {});
    await collector.until(() => totals().ended >= 200);
    const { failed, attempts, statuses, latency } = totals();
    assert.deepEqual({ failed, attempts, statuses }, { failed: 0, attempts: 10, statuses: { 101: 10 } });
    assert.ok(quantileOf(latency, 0.5) >= 199 && quantileOf(latency, 0.5) < 260, `${quantileOf(latency, 0.5)} ms`);
    const clients = server.attempts.map((headers) => headers["x-client"]);
    const traces = server.attempts.map(
      ({ traceparent }) => /^00-([\da-f]{32})-[\da-f]{16}-01$/.exec(`${traceparent}`)?.[1],
    );
    assert.equal(new Set(traces).size, 10);
    assert.deepEqual(clients.toSorted(), ["1", "10", "2", "3", "4", "5", "6", "7", "8", "9"]);
  });

  it("comes back by its policy when all are dropped; what was due meanwhile has failed", async (context) => {
    const server = await startTickServer(context);
    tick(context, server);
    const reconnect = { backoffMs: 300, factor: 2, longestMs: 60_000, jitter: 0 };
    const { collector, totals } = await start(context, server.url, { reconnect });
    await collector.until(() => totals().ended >= 100);
    server.answer = 429;
    for (const client of server.open) client.terminate();
    await collector.until(() => totals().statuses?.[429] === 10);
    server.answer = "session";
    await collector.until(() => totals().statuses?.[101] === 20);
    const before = totals().ended;
    await collector.until(() => totals().ended >= before + 100);
    assert.equal(totals().attempts, 30, "one that was refused for each that is open again");
    // 300 and 600 ms of pauses without a message every 50 ms, in each of ten.
    const { "status 429": lost = 0 } = totals().errors;
    assert.ok(lost >= 160, `${lost} messages`);
  });

  it("can't pass where nothing comes", async (context) => {
    const server = await startTickServer(context);
    const { collector, totals } = await start(context, server.url, {}, 500);
    await collector.until(() => totals().ended >= 100);
    assert.deepEqual(totals().errors, { missing: totals().ended });
    assert.equal(totals().inFlight, 100);
    for (const text of ["load.p99 < 400ms", "load.error_rate < 1%", "load.p50 < 400ms"]) {
      assert.equal(judged(text, collector), "false", text);
    }
    assert.equal(judged("load.attempts < 1000/s", collector), "true");
  });

  it("can't pass where half of the sessions can't be opened", async (context) => {
    const server = await startTickServer(context);
    tick(context, server);
    const requests = [server.url, await refusedUrl()].map((url) => `${url}/`);
    const collector = new Collector();
    const reconnect = { ...SESSIONS.reconnect, backoffMs: 100, factor: 1 };
    const load = makeLoad({
      requests: [{ method: "GET", urls: requests, headers: {}, weight: 1 }],
      timeoutMs: 500,
      sessions: { ...SESSIONS, reconnect },
    });
    const running = await openLoop.start([load], collector);
    await collector.until(() => collector.totals().ended >= 300);
    await running.stop();
    assert.ok((collector.totals().errors.ECONNREFUSED ?? 0) >= 100);
    for (const text of ["load.p95 < 400ms", "load.error_rate < 30%"]) assert.equal(judged(text, collector), "false");
  });

  it("says that clocks differ where a message was sent after it came", async (context) => {
    const server = await startTickServer(context);
    tick(context, server, -10_000);
    // Seldom enough that none is missed, however late they come.
    const { collector, totals } = await start(context, server.url, { everyMs: 10_000 });
    await collector.until(() => totals().ended >= 20);
    assert.deepEqual(Object.keys(totals().errors), ["sent in the future"]);
    assert.equal(totals().failed, totals().ended);
  });

  it("closes them when it is stopped", async (context) => {
    const server = await startTickServer(context);
    const { running, collector, totals } = await start(context, server.url, {});
    await collector.until(() => totals().statuses?.[101] === 10);
    const closed = [...server.open].map((client) => new Promise((resolve) => client.once("close", resolve)));
    await running.stop();
    await Promise.all(closed);
    assert.equal(server.attempts.length, 10);
  });
});
