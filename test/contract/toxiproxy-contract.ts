import assert from "node:assert/strict";
import * as nodeTest from "node:test";
import type { Tests } from "../support/needs.ts";
import { deadAddress, dial, type Peer, Upstream } from "../support/sockets.ts";
import { ask, call } from "../support/toxiproxy-http.ts";
import { API_SCENARIOS, type ApiCase } from "./toxiproxy-api-cases.ts";
import { clientWorks } from "./toxiproxy-client-cases.ts";

/** A server under the contract. */
export interface ServerUnderTest {
  readonly apiUrl: string;
  stop(): Promise<void>;
}

/** Tests of what every server that speaks Toxiproxy 2.12's API must do; the real one does. */
export function toxiproxyContract(
  name: string,
  start: () => Promise<ServerUnderTest>,
  { after, afterEach, before, describe, test }: Tests = nodeTest,
): void {
  describe(`${name} keeps Toxiproxy's contract`, () => {
    let server: ServerUnderTest;
    before(async () => {
      server = await start();
    });
    after(() => server?.stop());
    afterEach(() => removeAllProxies(server.apiUrl));

    for (const scenario of API_SCENARIOS) {
      test(scenario.title, async () => {
        for (const apiCase of scenario.cases) await checkCase(server.apiUrl, apiCase);
      });
    }
    test("matched routes carry a request id, others don't", async () => {
      const ids = await Promise.all(
        ["GET /proxies", "GET /proxies/nope", "GET /nope"].map((path) => call(server.apiUrl, path)),
      );
      const [first, second, unknown] = ids.map(({ headers }) => headers["x-toxiproxy-request-id"]);
      assert.match(String(first), /^[0-9a-v]{20}$/);
      assert.match(String(second), /^[0-9a-v]{20}$/);
      assert.notEqual(first, second);
      assert.equal(unknown, undefined);
    });
    test("the version is JSON", async () => {
      const { headers, text } = await call(server.apiUrl, "GET /version");
      assert.equal(headers["content-type"], "application/json;charset=utf-8");
      assert.match(text, /^\{"version": "[^"]+"\}\n$/);
    });
    const throughProxy: ThroughProxy = (title, run) => test(title, () => runThroughProxy(server.apiUrl, run));
    carriesBytes(throughProxy);
    toxicsAct(throughProxy);
    clientWorks(() => server.apiUrl, test);
  });
}

async function checkCase(
  apiUrl: string,
  { request, body, userAgent, status, contentType, answer }: ApiCase,
): Promise<void> {
  const apiPort = new URL(apiUrl).port;
  const sent = body?.replaceAll("API", apiPort);
  const got = await call(apiUrl, request, { body: sent, userAgent });
  const what = `${request} ${body ?? ""}`;
  const text = got.text
    .replaceAll(`127.0.0.1:${apiPort}`, "127.0.0.1:API")
    .replaceAll(/("listen":"127\.0\.0\.1:)\d+/g, "$1PORT")
    .replaceAll('"Logger":{},', "");
  if (typeof answer === "string") assert.deepEqual(read(text), read(answer), what);
  else assert.match(text, answer, what);
  assert.equal(got.status, status, what);
  assert.equal(got.headers["content-type"], contentType, what);
}

/** JSON by its values: servers write it differently. */
function read(text: string): unknown {
  return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text;
}

async function removeAllProxies(apiUrl: string): Promise<void> {
  for (const name of Object.keys(await ask<object>(apiUrl, "GET /proxies"))) {
    await ask(apiUrl, `DELETE /proxies/${encodeURIComponent(name)}`);
  }
}

interface Path {
  readonly apiUrl: string;
  readonly address: string;
  readonly upstream: Upstream;
  /** A new connection through the proxy: the caller's end and the upstream's. */
  connect(): Promise<{ readonly caller: Peer; readonly callee: Peer }>;
}

/** A test that runs with a proxy `p` before an upstream. */
type ThroughProxy = (title: string, run: (path: Path) => Promise<void>) => void;

async function runThroughProxy(apiUrl: string, run: (path: Path) => Promise<void>): Promise<void> {
  const upstream = await Upstream.listen();
  const callers: Peer[] = [];
  try {
    const { listen: address } = await ask<{ listen: string }>(apiUrl, "POST /proxies", {
      name: "p",
      listen: "127.0.0.1:0",
      upstream: upstream.address,
    });
    const connect = async () => {
      const caller = await dial(address);
      const callee = await upstream.peer(callers.push(caller) - 1);
      return { caller, callee };
    };
    await run({ apiUrl, address, upstream, connect });
  } finally {
    for (const { socket } of callers) socket.destroy();
    await upstream.close();
  }
}

const TOXICS = "POST /proxies/p/toxics";

function carriesBytes(throughProxy: ThroughProxy): void {
  throughProxy("bytes pass both ways, whole and in order", async ({ connect }) => {
    const { caller, callee } = await connect();
    const bytes = Buffer.alloc(3_000_000, "0123456789abcdef");
    caller.send(bytes);
    callee.send(bytes);
    assert.equal(await callee.receive(bytes.length), bytes.toString());
    assert.equal(await caller.receive(bytes.length), bytes.toString());
  });
  throughProxy("an upstream that ends ends the caller, with all its bytes", async ({ connect }) => {
    const { caller, callee } = await connect();
    callee.socket.end("bye");
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.text, "bye");
  });
  throughProxy("a dead upstream: the proxy accepts, then ends", async ({ apiUrl: url, address }) => {
    await ask(url, "PATCH /proxies/p", { upstream: await deadAddress() });
    const caller = await dial((await ask<{ listen: string }>(url, "GET /proxies/p")).listen ?? address);
    assert.equal(await caller.ended, "fin");
    caller.socket.destroy();
  });
  throughProxy(
    "a disabled proxy closes its connections and refuses new ones",
    async ({ apiUrl: url, address, connect }) => {
      const { caller, callee } = await connect();
      await ask(url, "PATCH /proxies/p", { enabled: false });
      assert.equal(await caller.ended, "fin");
      assert.equal(await callee.ended, "fin");
      await assert.rejects(dial(address), { code: "ECONNREFUSED" });
      await ask(url, "POST /reset");
      const again = await dial(address);
      again.socket.destroy();
    },
  );
}

function toxicsAct(throughProxy: ThroughProxy): void {
  throughProxy("latency delays each chunk, never less than it says", async ({ apiUrl: url, connect }) => {
    const { caller, callee } = await connect();
    await ask(url, TOXICS, { type: "latency", attributes: { latency: 40 } });
    for (let time = 1; time <= 3; time++) {
      const sentMs = performance.now();
      callee.send("x");
      await caller.receive(time);
      assert.ok(performance.now() - sentMs >= 40);
    }
  });
  throughProxy("latency taken out lets go of what it held, in order", async ({ apiUrl: url, connect }) => {
    const { caller, callee } = await connect();
    await ask(url, TOXICS, { type: "latency", name: "l", attributes: { latency: 3_600_000 } });
    caller.send("ping");
    await callee.receive(4);
    callee.send("a");
    callee.send("b");
    await ask(url, "DELETE /proxies/p/toxics/l");
    callee.send("c");
    assert.equal(await caller.receive(3), "abc");
  });
  throughProxy("a changed toxic acts on live connections", async ({ apiUrl: url, connect }) => {
    const { caller, callee } = await connect();
    await ask(url, TOXICS, { type: "latency", name: "l", stream: "upstream", attributes: { latency: 3_600_000 } });
    caller.send("a");
    await ask(url, "PATCH /proxies/p/toxics/l", { attributes: { latency: 1 } });
    caller.send("b");
    assert.equal(await callee.receive(2), "ab");
  });
  throughProxy("bandwidth carries no more than its rate", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "bandwidth", attributes: { rate: 1000 } });
    const { caller, callee } = await connect();
    const sentMs = performance.now();
    callee.send(Buffer.alloc(150_000));
    await caller.receive(150_000);
    assert.ok(performance.now() - sentMs >= 145);
  });
  throughProxy("bandwidth of 0 blocks until it is taken out", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "bandwidth", name: "b" });
    const { caller, callee } = await connect();
    callee.send("held");
    caller.send("free");
    await callee.receive(4);
    assert.equal(caller.bytes, 0);
    await ask(url, "DELETE /proxies/p/toxics/b");
    assert.equal(await caller.receive(4), "held");
  });
  throughProxy("slow_close delays the end, not the bytes", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "slow_close", attributes: { delay: 80 } });
    const { caller, callee } = await connect();
    const endedMs = performance.now();
    callee.socket.end("bye");
    await caller.receive(3);
    assert.equal(await caller.ended, "fin");
    assert.ok(performance.now() - endedMs >= 80);
  });
  throughProxy("timeout drops bytes and closes after its silence", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "timeout", attributes: { timeout: 60 } });
    const { caller, callee } = await connect();
    const sentMs = performance.now();
    callee.send("dropped");
    assert.equal(await caller.ended, "fin");
    assert.ok(performance.now() - sentMs >= 58);
    assert.equal(caller.bytes, 0);
  });
  throughProxy("timeout of 0 never closes; taking it out does", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "timeout", name: "t" });
    const { caller, callee } = await connect();
    callee.send("dropped");
    caller.send("free");
    await callee.receive(4);
    assert.equal(caller.socket.readableEnded, false);
    await ask(url, "DELETE /proxies/p/toxics/t");
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.bytes, 0);
  });
  throughProxy("reset_peer resets new connections at their first bytes", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "reset_peer", attributes: { timeout: 20 } });
    const { caller, callee } = await connect();
    const sentMs = performance.now();
    callee.send("dropped");
    assert.equal(await caller.ended, "reset");
    assert.ok(performance.now() - sentMs >= 19);
    assert.equal(caller.bytes, 0);
  });
  throughProxy("reset_peer ends connections that were open before it", async ({ apiUrl: url, connect }) => {
    const { caller, callee } = await connect();
    await ask(url, TOXICS, { type: "reset_peer" });
    callee.send("dropped");
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.bytes, 0);
  });
  throughProxy("slicer sends small pieces, apart", async ({ apiUrl: url, connect }) => {
    const attributes = { average_size: 100, size_variation: 10, delay: 2000 };
    await ask(url, TOXICS, { type: "slicer", attributes });
    const { caller, callee } = await connect();
    const bytes = Buffer.alloc(1600, "0123456789abcdef");
    const sentMs = performance.now();
    callee.send(bytes);
    assert.equal(await caller.receive(bytes.length), bytes.toString());
    assert.ok(performance.now() - sentMs >= 2 * 14);
  });
  throughProxy("limit_data ends the connection after its bytes", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "limit_data", attributes: { bytes: 10 } });
    const { caller, callee } = await connect();
    callee.send("0123456");
    await caller.receive(7);
    callee.send("789abcdef");
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.text, "0123456789");
  });
  throughProxy("a toxicity of 0 spares every connection", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "timeout", toxicity: 0 });
    const { caller, callee } = await connect();
    callee.send("through");
    assert.equal(await caller.receive(7), "through");
  });
  throughProxy("toxics act one after the other", async ({ apiUrl: url, connect }) => {
    await ask(url, TOXICS, { type: "latency", attributes: { latency: 30 } });
    await ask(url, TOXICS, { type: "limit_data", attributes: { bytes: 4 } });
    await ask(url, TOXICS, { type: "latency", name: "more", attributes: { latency: 30 } });
    const { caller, callee } = await connect();
    const sentMs = performance.now();
    callee.send("01234567");
    await caller.receive(4);
    assert.ok(performance.now() - sentMs >= 30);
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.text, "0123");
  });
}
