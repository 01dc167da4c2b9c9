import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { down } from "../../src/faults/toxiproxy/down.ts";
import { madeOfToxics } from "../../src/faults/toxiproxy/list.ts";
import { openProxy, type ProxyFaults } from "../../src/library/index.ts";
import { deadAddress, dial, Upstream } from "../support/sockets.ts";

/** A server that answers every request at once, at a URL, for the time of a test. */
async function answeringServer() {
  const server = createServer((_, response) => response.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Calls the URL on a connection of its own. Resolves with the time that it took. */
async function timeOf(url: string): Promise<number> {
  const startedMs = performance.now();
  const response = await fetch(url, { headers: { connection: "close" } });
  assert.equal(await response.text(), "hello");
  return performance.now() - startedMs;
}

test("carries requests, slows them while a fault is in, and says what came through", async () => {
  await using server = await answeringServer();
  await using proxy = await openProxy({ to: server.url });
  assert.equal(proxy.url, `http://${proxy.address}`);
  assert.equal(proxy.address, `${proxy.host}:${proxy.port}`);
  await timeOf(proxy.url);
  {
    await using slow = await proxy.inject("latency", { latency: "150ms" });
    assert.equal(slow.actedCount, 0);
    const tookMs = await timeOf(`${proxy.url}/path`);
    assert.ok(tookMs >= 150, `took ${tookMs} ms`);
    assert.ok(slow.actedCount > 0);
  }
  const after = await proxy.inject("latency", { latency: "10h" });
  await after[Symbol.asyncDispose]();
  await after[Symbol.asyncDispose]();
  await timeOf(proxy.url);
  const { requests, connections } = proxy.counts();
  assert.deepEqual(requests, { started: 3, ended: 3, failed: 0, inFlight: 0 });
  assert.equal(connections.total, 3);
});

test("refuses connections for as long as one fault has it down, then listens at the same address", async () => {
  const upstream = await Upstream.listen();
  try {
    await using proxy = await openProxy({ to: upstream.address });
    const caller = await dial(proxy.address);
    const [first, second] = await Promise.all([proxy.inject("down"), proxy.inject("down", {})]);
    await caller.ended;
    await first[Symbol.asyncDispose]();
    await assert.rejects(dial(proxy.address), { code: "ECONNREFUSED" });
    await second[Symbol.asyncDispose]();
    (await dial(proxy.address)).socket.destroy();
  } finally {
    await upstream.close();
  }
});

test("takes down all that it has when it is disposed of, and takes nothing afterwards", async () => {
  const upstream = await Upstream.listen();
  try {
    const proxy = await openProxy({ to: upstream.address });
    const down = await proxy.inject("down");
    await proxy[Symbol.asyncDispose]();
    await down[Symbol.asyncDispose]();
    await assert.rejects(dial(proxy.address), { code: "ECONNREFUSED" });
    await assert.rejects(proxy.inject("down"), {
      code: "E_ARGUMENT",
      message: `inject: the proxy at ${proxy.address} is closed`,
    });
  } finally {
    await upstream.close();
  }
});

test("has the URL that it was given, with its own address", async () => {
  for (const [to, through] of [
    ["postgres://ann:pw@127.0.0.1:5432/shop?ssl=off", "postgres://ann:pw@HERE/shop?ssl=off"],
    ["http://127.0.0.1/api/", "http://HERE/api/"],
    ["localhost:6379", "http://HERE"],
    ["[::1]:80", "http://HERE"],
  ] as const) {
    await using proxy = await openProxy({ to });
    assert.equal(proxy.url, through.replace("HERE", proxy.address));
  }
});

test("has a type for each fault that a proxy makes, and for no other", () => {
  const typed: Record<keyof ProxyFaults, true> = {
    latency: true,
    bandwidth: true,
    "slow-close": true,
    timeout: true,
    reset: true,
    slicer: true,
    limit: true,
    "http-status": true,
    "http-abort": true,
    "http-delay": true,
    "http-lost-answer": true,
    "http-slow-answer": true,
    "http-truncate": true,
    "http-header": true,
    "grpc-status": true,
    "query-delay": true,
    "query-error": true,
    "tls-handshake": true,
    down: true,
  };
  assert.deepEqual(
    Object.keys(typed),
    [...madeOfToxics, down].map(({ type }) => type),
  );
});

test("refuses faults in the words in which an experiment would be", async () => {
  await using proxy = await openProxy({ to: "127.0.0.1:1" });
  const inject = proxy.inject.bind(proxy) as (type: string, params?: unknown) => Promise<unknown>;
  for (const [type, params, message] of [
    ["latency", {}, "inject: latency: found nothing; a duration is a number with its unit: 250ms, 2.8s, 1m"],
    ["latency", { latency: 300 }, "inject: latency: found 300; a duration is a number with its unit: 250ms, 2.8s, 1m"],
    [
      "latency",
      { latency: "1s", jiter: "1ms" },
      'inject: jiter: unknown key; did you mean "jitter"? (allowed: latency, jitter, distribution, stream, toxicity, type)',
    ],
    [
      "latency",
      { latency: { like: "x", phase: "fault" } },
      /^inject: latency: no run is read here: give its percentiles/,
    ],
    ["http-status", { status: 503, port: 80 }, "inject: port: http-status has no port on an edge; leave it out"],
    ["slicer", { size: "1KB", variation: "1KB" }, /^inject: variation: a piece can't vary by as much as its size/],
    [
      "kil",
      {},
      /^inject: type: found "kil".* \(allowed: latency, bandwidth, slow-close, timeout, reset, slicer, limit, http-status, .*, query-error, tls-handshake, down\)$/,
    ],
    ["latency", { latency: 1n }, "inject: takes plain values, as a file has them"],
  ] as const) {
    await assert.rejects(inject(type, params), { code: "E_ARGUMENT", message });
  }
});

test("refuses an upstream that is no address, and a place where it can't listen", async () => {
  for (const to of [
    "",
    "127.0.0.1",
    "127.0.0.1:0",
    "127.0.0.1:65536",
    "redis://127.0.0.1",
    "http://",
    "a b:1",
    "::1:80",
  ]) {
    await assert.rejects(openProxy({ to }), {
      code: "E_ARGUMENT",
      message: /^openProxy: to: found ".*"; expected where/,
    });
  }
  await using proxy = await openProxy({ to: await deadAddress() });
  await assert.rejects(openProxy({ to: "127.0.0.1:1", listen: proxy.address }), {
    code: "E_ARGUMENT",
    message: `openProxy: listen: listen tcp ${proxy.address}: bind: address already in use`,
  });
});
