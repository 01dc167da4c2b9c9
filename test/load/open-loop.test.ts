import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openLoop } from "../../src/load/open-loop.ts";
import { Collector, countOf, makeLoad, quantileOf, runUntilEnded } from "./collector.ts";
import { get } from "./get.ts";
import { answer, hang, refusedUrl, startTarget } from "./target.ts";

describe("an open loop", { timeout: 60_000 }, () => {
  it("sends every arrival of its schedule once and reports each", async (context) => {
    let seen = 0;
    const { url } = await startTarget(context, (request, response) => {
      seen++;
      answer(request, response);
    });
    const collector = await runUntilEnded(100, makeLoad({ url }));
    const { started, ended, failed, errors, latency, inFlight } = collector.totals();
    assert.deepEqual(
      { started, ended, failed, errors, inFlight },
      { started: 100, ended: 100, failed: 0, errors: {}, inFlight: 0 },
    );
    assert.equal(seen, 100);
    assert.equal(countOf(latency), 100);
    assert.equal(collector.scheduleLag.total, 100);
  });

  it("counts latency from the scheduled time while the target freezes, and goes on sending", async (context) => {
    const freezeMs = 600;
    const perS = 200;
    const held: ServerResponse[] = [];
    let isFrozen = false;
    const freeze = async () => {
      await delay(400);
      isFrozen = true;
      await delay(freezeMs);
      // 120 come meanwhile, of which a busy machine reads the last ones later; a closed loop leaves it frozen.
      while (held.length <= 100 && !context.signal.aborted) await delay(5);
      isFrozen = false;
      for (const response of held) response.end();
    };
    let freezing: Promise<void> | undefined;
    const { url } = await startTarget(context, (_request, response) => {
      freezing ??= freeze();
      if (isFrozen) held.push(response);
      else response.end();
    });
    const load = makeLoad({ url, pacing: { kind: "constant", ratePerS: perS }, arrivalsForMs: 2000 });
    const { latency } = (await runUntilEnded(400, load)).totals();
    await freezing;

    // Of 400 requests 120 meet the freeze and wait for its end: 600, 595, 590, … ms. So 20 wait longer than 500 ms
    // and 4 longer than 580. A closed loop would see one slow request for each connection.
    const model = { p75: freezeMs - (400 * 0.25 * 1000) / perS, p95: freezeMs - (400 * 0.05 * 1000) / perS };
    for (const [name, share] of [
      ["p75", 0.75],
      ["p95", 0.95],
    ] as const) {
      const measured = quantileOf(latency, share);
      assert.ok(measured > model[name] * 0.85 - 15, `${name} is ${measured} ms, by the model ${model[name]}`);
      assert.ok(measured < model[name] * 1.5 + 150, `${name} is ${measured} ms, by the model ${model[name]}`);
    }
  });

  it("sends again as soon as one of as many as may be in flight has ended", async (context) => {
    const { url } = await startTarget(context, (_request, response) => void setTimeout(() => response.end(), 10));
    const collector = new Collector();
    const running = await openLoop.start([makeLoad({ url, maxInFlight: 2, arrivalsForMs: 5000 })], collector);
    const isSent = () => countOf(collector.totals().latency) > 4;
    await collector.until(() => isSent() || collector.totals().started >= 2500);
    await running.stop();
    assert.ok(isSent());
  });

  it("gives every request in flight a connection of its own", async (context) => {
    const target = await startTarget(context, hang);
    const collector = new Collector();
    const running = await openLoop.start([makeLoad({ url: target.url, arrivalsForMs: 400 })], collector);
    await collector.until((batch) => batch.signals.load?.inFlight === 200);
    while (target.connections.open < 200) await delay(5);
    await running.stop();
    assert.equal(target.connections.made, 200);
  });

  it("reports ages that grow when nothing is ever answered", async (context) => {
    const { url } = await startTarget(context, hang);
    const collector = new Collector();
    const running = await openLoop.start([makeLoad({ url, arrivalsForMs: 100 })], collector);
    const oldest = () => quantileOf(collector.batches.at(-1)?.signals.load?.ages ?? [], 1);
    await collector.until(() => oldest() > 100);
    const before = oldest();
    await collector.until(() => oldest() > before + 100);
    await running.stop();
    const { started, ended, inFlight, ages } = collector.totals();
    assert.deepEqual(
      { started, ended, inFlight, ages: countOf(ages) },
      { started: 50, ended: 0, inFlight: 50, ages: 50 },
    );
  });

  it("keeps the connections of requests that ended, also after big bodies", async (context) => {
    const body = Buffer.alloc(300_000);
    const target = await startTarget(context, (_request, response) => response.end(body));
    await runUntilEnded(
      20,
      makeLoad({ url: target.url, pacing: { kind: "constant", ratePerS: 40 }, arrivalsForMs: 500 }),
    );
    assert.ok(
      target.connections.made < 20,
      `${target.connections.made} connections for 20 requests one after the other`,
    );
  });

  it("runs several loads side by side, each with its own signal", async (context) => {
    const { url } = await startTarget(context, answer);
    const slow = makeLoad({ url, name: "slow", pacing: { kind: "constant", ratePerS: 50 } });
    const collector = await runUntilEnded(100, slow, makeLoad({ url }));
    assert.equal(collector.totals("load").ended, 100);
    assert.equal(collector.totals("slow").started, 10);
  });
});

describe("a request fails", { timeout: 60_000 }, () => {
  it("with its code when the target refuses", async () => {
    const { failed, errors, latency } = (await runUntilEnded(100, makeLoad({ url: await refusedUrl() }))).totals();
    assert.deepEqual(
      { failed, errors, latencies: countOf(latency) },
      { failed: 100, errors: { ECONNREFUSED: 100 }, latencies: 100 },
    );
  });

  it("when the target closes the connection without an answer", async (context) => {
    const { url } = await startTarget(context, (request) => request.socket.destroy());
    const { failed, errors } = (await runUntilEnded(100, makeLoad({ url }))).totals();
    assert.equal(failed, 100);
    assert.deepEqual(
      Object.keys(errors).filter((reason) => !["closed by peer", "ECONNRESET"].includes(reason)),
      [],
    );
  });

  it("when the target breaks off in the middle of the body", async (context) => {
    const { url } = await startTarget(context, (_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => response.destroy());
    });
    assert.equal((await runUntilEnded(100, makeLoad({ url }))).totals().failed, 100);
  });

  it("at its timeout, counted from the scheduled time, and its connection is closed", async (context) => {
    const target = await startTarget(context, hang);
    const load = makeLoad({ url: target.url, timeoutMs: 500 });
    const { failed, errors, latency } = (await runUntilEnded(100, load)).totals();
    assert.deepEqual({ failed, errors }, { failed: 100, errors: { timeout: 100 } });
    for (const share of [0, 1]) assert.ok(Math.abs(quantileOf(latency, share) - 500) < 3);
    while (target.connections.open > 0) await delay(5);
  });

  it("at its timeout when the body does not end", async (context) => {
    const { url } = await startTarget(context, (_request, response) => void response.write("for ever"));
    const { errors } = (await runUntilEnded(100, makeLoad({ url, timeoutMs: 500 }))).totals();
    assert.deepEqual(errors, { timeout: 100 });
  });

  it("without a latency when too many are in flight", async (context) => {
    const { url } = await startTarget(context, hang);
    const { started, ended, failed, errors, latency, inFlight } = (
      await runUntilEnded(95, makeLoad({ url, maxInFlight: 5 }))
    ).totals();
    assert.deepEqual(
      { started, ended, failed, errors, latency, inFlight },
      { started: 100, ended: 95, failed: 95, errors: { overflow: 95 }, latency: [], inFlight: 5 },
    );
  });

  it("by its status where the load says so", async (context) => {
    let turn = 0;
    const { url } = await startTarget(context, (_request, response) => {
      response.statusCode = [200, 404, 429, 503][turn++ % 4] ?? 200;
      response.end();
    });
    const usual = (await runUntilEnded(100, makeLoad({ url }))).totals();
    assert.deepEqual({ failed: usual.failed, errors: usual.errors }, { failed: 25, errors: { "status 503": 25 } });
    assert.deepEqual(usual.statuses, { 200: 25, 404: 25, 429: 25, 503: 25 });
    const failOn = [
      { from: 429, to: 429 },
      { from: 500, to: 599 },
    ];
    const strict = (await runUntilEnded(100, makeLoad({ url, failOn }))).totals();
    assert.deepEqual(strict.errors, { "status 429": 25, "status 503": 25 });
  });

  it("never by a redirect, which is not followed", async (context) => {
    const paths = new Set<string | undefined>();
    const { url } = await startTarget(context, (request, response) => {
      paths.add(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    assert.equal((await runUntilEnded(100, makeLoad({ url }))).totals().failed, 0);
    assert.deepEqual([...paths], ["/"]);
  });
});

describe("what the target sees", { timeout: 60_000 }, () => {
  it("is the method, the headers and the body, with one id in all of a request", async (context) => {
    const seen: { method?: string; url?: string; key?: string | string[]; body: string }[] = [];
    const { url } = await startTarget(context, async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, key: headers["idempotency-key"] ?? "", body });
      response.end();
    });
    const request = get(`${url}/orders/{{id}}?n={{counter}}`, {
      method: "POST",
      headers: { "Idempotency-Key": "{{id}}" },
      body: '{"id":"{{id}}","quantity":{{int 3 3}}}',
    });
    await runUntilEnded(100, makeLoad({ requests: [request] }));
    assert.equal(new Set(seen.map(({ key }) => key)).size, 100);
    for (const { method, url, key, body } of seen) {
      assert.equal(method, "POST");
      assert.ok(url?.startsWith(`/orders/${key}?n=`));
      assert.deepEqual(JSON.parse(body), { id: key, quantity: 3 });
    }
    const numbers = seen.map(({ url }) => Number(url?.split("n=")[1])).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it("is a mix by weight, spread evenly over replicas", async (context) => {
    const counts: Record<string, number> = {};
    const listener: Parameters<typeof startTarget>[1] = (request, response) => {
      const key = `${request.headers.host}${request.url}`;
      counts[key] = (counts[key] ?? 0) + 1;
      response.end();
    };
    const replicas = [await startTarget(context, listener), await startTarget(context, listener)];
    const requests = [
      get("", { urls: replicas.map(({ url }) => `${url}/often`), weight: 3 }),
      get("", { urls: replicas.map(({ url }) => `${url}/seldom`), weight: 1 }),
    ];
    await runUntilEnded(400, makeLoad({ requests, arrivalsForMs: 800 }));
    const [first, second] = replicas.map(({ url }) => ({
      often: counts[`${new URL(url).host}/often`] ?? 0,
      seldom: counts[`${new URL(url).host}/seldom`] ?? 0,
    }));
    assert.ok(first && second);
    assert.ok(Math.abs(first.often - second.often) <= 1 && Math.abs(first.seldom - second.seldom) <= 1);
    // Five standard deviations of a draw of 400 with p = 3/4.
    assert.ok(Math.abs(first.often + second.often - 300) < 44, `${first.often + second.often} of 400`);
  });
});

describe("stop()", { timeout: 60_000 }, () => {
  it("ends arrivals, reports what is in flight as such in a last batch and closes it", async (context) => {
    const target = await startTarget(context, hang);
    const collector = new Collector();
    const running = await openLoop.start([makeLoad({ url: target.url, arrivalsForMs: Infinity })], collector);
    await collector.until(() => collector.totals().started >= 50);
    await running.stop();
    const batches = collector.batches.length;
    const { started, ended, inFlight, ages } = collector.totals();
    assert.equal(ended, 0);
    assert.equal(inFlight, started);
    assert.equal(countOf(ages), started);
    while (target.connections.open > 0) await delay(5);
    assert.equal(collector.batches.length, batches);
  });

  it("may be called twice", async (context) => {
    const { url } = await startTarget(context, answer);
    const running = await openLoop.start([makeLoad({ url })], new Collector());
    await Promise.all([running.stop(), running.stop()]);
    await running.stop();
  });
});

describe("a load's thread that breaks", { timeout: 60_000 }, () => {
  it("is reported while it runs", async () => {
    const collector = new Collector();
    // A port that is beyond all ports with nine tenths of the requests.
    const requests = [get("http://127.0.0.1:{{int 1 655350}}/")];
    // A thread's error can overtake what it said before, so the first request comes long after it has started.
    const steps = [0, 500].map((ratePerS) => ({ ratePerS, forMs: 1000 }));
    const load = makeLoad({ requests, pacing: { kind: "steps", steps }, arrivalsForMs: Infinity });
    const running = await openLoop.start([load], collector);
    const error = await collector.broken;
    assert.match(error.message, /the load's own thread broke: .*URL/);
    await running.stop();
  });

  it("rejects the start when it can't begin", async () => {
    const collector = new Collector();
    await assert.rejects(openLoop.start([makeLoad({ url: "nonsense" })], collector), /"nonsense\/" is not a URL/);
    const outcome = await Promise.race([collector.broken, once(AbortSignal.timeout(50), "abort")]);
    assert.ok(!(outcome instanceof Error), "it must not be reported twice");
  });
});
