import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { bucketOf } from "../../src/judge/measure/histogram.ts";
import { deadAddress, dial } from "../support/sockets.ts";
import { ask, call } from "../support/toxiproxy-http.ts";
import { withProxy } from "./proxy-under-test.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

test("calls, statuses, connections and bytes are counted while the connection is open", () =>
  withProxy(async ({ connect, edge }) => {
    const { caller, callee } = await connect();
    for (const [times, answer] of [OK, UNAVAILABLE].entries()) {
      caller.send(GET);
      await callee.receive((times + 1) * GET.length);
      assert.equal((await edge()).inFlight, 1);
      callee.send(answer);
      await caller.receive(times === 0 ? OK.length : OK.length + UNAVAILABLE.length);
    }
    const { latency, firstByte, ages, ...counts } = await edge();
    assert.deepEqual(counts, {
      started: 2,
      ended: 2,
      failed: 1,
      errors: { "status 503": 1 },
      inFlight: 0,
      statuses: { 200: 1, 503: 1 },
      connections: { open: 1, total: 1 },
      bytes: { upstream: 2 * GET.length, downstream: OK.length + UNAVAILABLE.length },
      opaque: 0,
      protocols: { "http/1": 1 },
      streams: 0,
      handshakes: { total: 0, failed: 0, latency: [] },
      toxics: {},
    });
    assert.deepEqual([countOf(latency), countOf(firstByte), ages], [2, 2, []]);
  }));

test("a call that hangs is in flight with its age, and the delay of a toxic is part of its latency", () =>
  withProxy(async ({ apiUrl, connect, edge, edgeWhen }) => {
    await ask(apiUrl, "POST /proxies/p/toxics", { type: "latency", attributes: { latency: 30 } });
    const { caller, callee } = await connect();
    caller.send(GET);
    await callee.receive(GET.length);
    const { ages } = await edgeWhen(({ ages: reached }) => (reached[0] ?? 0) > 0);
    assert.equal(countOf(ages), 1);
    callee.send(OK);
    await caller.receive(OK.length);
    const { latency, toxics } = await edge();
    assert.ok((latency[0] ?? 0) >= bucketOf(30));
    assert.deepEqual(toxics, { latency_downstream: 1 });
  }));

test("each toxic counts how often it acted, from when it was added", () =>
  withProxy(async ({ apiUrl, connect, edge, edgeWhen }) => {
    const add = (type: string, attributes: object) => ask(apiUrl, "POST /proxies/p/toxics", { type, attributes });
    await add("slicer", { average_size: 4, size_variation: 1 });
    await add("limit_data", { bytes: 8 });
    await ask(apiUrl, "POST /proxies/p/toxics", { type: "timeout", stream: "upstream", toxicity: 0 });
    assert.deepEqual((await edge()).toxics, { timeout_upstream: 0, slicer_downstream: 0, limit_data_downstream: 0 });
    const { caller, callee } = await connect();
    callee.send("0123456789");
    await caller.ended;
    assert.deepEqual((await edge()).toxics, { timeout_upstream: 0, slicer_downstream: 1, limit_data_downstream: 1 });
    await ask(apiUrl, "DELETE /proxies/p/toxics/slicer_downstream");
    await add("slicer", { average_size: 4 });
    assert.equal((await edgeWhen(() => true)).toxics.slicer_downstream, 0);
  }));

test("a refused upstream is one failed call for each connection", () =>
  withProxy(async ({ apiUrl, edge }) => {
    await ask(apiUrl, "PATCH /proxies/p", { upstream: await deadAddress() });
    const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
    for (const request of ["", GET]) {
      const caller = await dial(listen);
      if (request !== "") caller.send(request);
      await caller.ended;
      caller.socket.destroy();
    }
    const { started, ended, failed, errors } = await edge();
    assert.deepEqual([started, ended, failed, errors], [2, 2, 2, { "upstream refused": 2 }]);
  }));

test("an upstream that is no address is a failed call, not the end of the server", () =>
  withProxy(async ({ apiUrl, edge }) => {
    await ask(apiUrl, "PATCH /proxies/p", { upstream: "nowhere" });
    const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
    const caller = await dial(listen);
    await caller.ended;
    caller.socket.destroy();
    assert.deepEqual((await edge()).errors, { "upstream unreachable": 1 });
  }));

for (const request of ["", GET]) {
  const callers = request === "" ? "silent callers" : "callers with a request";
  test(`an upstream that resets at once resets its caller each time, and is one failed call: ${callers}`, () =>
    withProxy(async ({ apiUrl, edgeWhen }) => {
      // In a process of its own: the reset shall come while the proxy still dials.
      const upstream = await resettingUpstream();
      try {
        await ask(apiUrl, "PATCH /proxies/p", { upstream: upstream.address });
        const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
        for (let count = 0; count < 100; count++) {
          const caller = await dial(listen);
          if (request !== "") caller.send(request);
          assert.equal(await caller.ended, "reset");
        }
        const { started, failed, errors } = await edgeWhen(({ connections }) => connections.open === 0);
        assert.deepEqual([started, failed, errors], [100, 100, { "upstream reset": 100 }]);
      } finally {
        upstream.stop();
      }
    }));
}

async function resettingUpstream() {
  const program = `
    const server = require("node:net").createServer((socket) => socket.on("error", () => {}).resetAndDestroy());
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
    process.stdin.on("end", () => process.exit()).resume();`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { address: `127.0.0.1:${Number(line)}`, stop: () => child.kill("SIGKILL") };
}

const endings = {
  "upstream closed": async ({ callee }) => void callee.socket.end(),
  "upstream reset": async ({ callee }) => void callee.socket.resetAndDestroy(),
  abandoned: async ({ caller }) => void caller.socket.destroy(),
  "toxic reset_peer": async ({ callee, add }) => {
    await add("reset_peer");
    callee.send(OK);
  },
  "proxy closed": async ({ apiUrl }) => ask(apiUrl, "PATCH /proxies/p", { enabled: false }),
} as const satisfies Readonly<Record<string, (test: Ending) => Promise<void>>>;

interface Ending {
  readonly apiUrl: string;
  readonly caller: Awaited<ReturnType<typeof dial>>;
  readonly callee: Awaited<ReturnType<typeof dial>>;
  readonly add: (type: string) => Promise<unknown>;
}

for (const [reason, end] of Object.entries(endings)) {
  test(`a call that ends without its answer has failed: ${reason}`, () =>
    withProxy(async ({ apiUrl, connect, edgeWhen }) => {
      const { caller, callee } = await connect();
      caller.send(GET);
      await callee.receive(GET.length);
      const add = (type: string) => ask(apiUrl, "POST /proxies/p/toxics", { type });
      await end({ apiUrl, caller, callee, add });
      const { errors, failed, inFlight } = await edgeWhen(({ ended }) => ended > 0);
      assert.deepEqual([errors, failed, inFlight], [{ [reason]: 1 }, 1, 0]);
    }));
}

test("other protocols pass untouched and are counted as connections only", () =>
  withProxy(async ({ connect, edge }) => {
    const { caller, callee } = await connect();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    callee.send(bytes);
    await caller.receive(bytes.length);
    caller.send(bytes);
    assert.equal(await callee.receive(bytes.length), bytes.toString("latin1"));
    const { started, connections, opaque } = await edge();
    assert.deepEqual([started, connections, opaque], [0, { open: 1, total: 1 }, 1]);
  }));

test("/metrics answers the same in Prometheus' text, when it is switched on", () =>
  withProxy(
    async ({ apiUrl, connect }) => {
      const { caller, callee } = await connect();
      caller.send(GET);
      await callee.receive(GET.length);
      callee.send(UNAVAILABLE);
      await caller.receive(UNAVAILABLE.length);
      const { text } = await call(apiUrl, "GET /metrics");
      assert.match(
        text,
        /^toxiproxy_proxy_received_bytes_total\{direction="upstream",listener="[\d.:]+",proxy="p",upstream="[\d.:]+"\} 27$/m,
      );
      assert.match(text, /^# TYPE brownout_edge_latency_seconds histogram$/m);
      assert.match(text, /^brownout_edge_calls_failed_total\{proxy="p",reason="status 503"\} 1$/m);
      assert.match(text, /^brownout_edge_latency_seconds_bucket\{proxy="p",le="\+Inf"\} 1$/m);
      assert.match(text, /^brownout_edge_latency_seconds_count\{proxy="p"\} 1$/m);
    },
    { metrics: true },
  ));

function countOf(sparse: readonly number[]): number {
  return sparse.reduce((sum, value, at) => (at % 2 === 1 ? sum + value : sum), 0);
}
