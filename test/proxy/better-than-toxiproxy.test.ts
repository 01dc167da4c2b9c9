/** Cases in which the stock server is known to be wrong; docs/proxy.md lists the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dial, type Peer, Upstream } from "../support/sockets.ts";
import { ask, call } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

const TOXICS = "POST /proxies/p/toxics";

/** Finds which of so many connections lose their bytes to a toxic with a toxicity of one half. */
async function hitConnections({ apiUrl, connect }: ProxyUnderTest, connections: number): Promise<string> {
  await ask(apiUrl, TOXICS, { type: "limit_data", attributes: { bytes: 0 }, toxicity: 0.5 });
  let hits = "";
  for (let count = 0; count < connections; count++) {
    const { caller, callee } = await connect();
    callee.send("x");
    hits += await Promise.race([
      caller.ended.then(() => "x"),
      caller.receive(1).then(
        () => ".",
        () => "x",
      ),
    ]);
  }
  return hits;
}

test("a seed repeats which connections a toxicity picks; another seed picks others", async () => {
  const hits: string[] = [];
  for (const seed of [7, 7, 8]) {
    await withProxy(async (proxy) => void hits.push(await hitConnections(proxy, 40)), { seed });
  }
  assert.equal(hits[0], hits[1]);
  assert.notEqual(hits[0], hits[2]);
  assert.match(hits[0] ?? "", /x/);
  assert.match(hits[0] ?? "", /\./);
});

test("reset_peer honours a toxicity of 0 (issue 603)", () =>
  withProxy(async ({ apiUrl, connect }) => {
    await ask(apiUrl, TOXICS, { type: "reset_peer", toxicity: 0 });
    const { caller, callee } = await connect();
    callee.socket.end("bye");
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.text, "bye");
  }));

test("toxics can be taken out while much is held and nobody reads (issues 558, 412, 210)", () =>
  withProxy(async ({ apiUrl, connect }) => {
    await ask(apiUrl, TOXICS, [
      { type: "latency", name: "l", attributes: { latency: 3_600_000 } },
      { type: "bandwidth", name: "b" },
      { type: "slicer", name: "s", attributes: { average_size: 10_000, delay: 1_000_000 } },
    ]);
    const { caller, callee } = await connect();
    caller.socket.pause();
    const bytes = Buffer.alloc(1_000_000, "0123456789abcdef");
    callee.socket.end(bytes);
    for (const name of ["b", "l", "s"]) await ask(apiUrl, `DELETE /proxies/p/toxics/${name}`);
    caller.socket.resume();
    assert.equal(await caller.receive(bytes.length), bytes.toString());
    assert.equal(await caller.ended, "fin");
  }));

test("several toxics are added all or none (issue 148)", () =>
  withProxy(async ({ apiUrl }) => {
    const pair = [{ type: "latency" }, { type: "slicer", stream: "upstream" }];
    const added = await ask<{ name: string }[]>(apiUrl, TOXICS, pair);
    assert.deepEqual(
      added.map(({ name }) => name),
      ["latency_downstream", "slicer_upstream"],
    );
    for (const bad of [{ type: "slicer", stream: "upstream" }, { type: "nope" }, { type: "timeout", name: "new" }]) {
      const { status } = await call(apiUrl, TOXICS, { body: JSON.stringify([{ type: "timeout", name: "new" }, bad]) });
      assert.ok(status === 400 || status === 409);
    }
    assert.deepEqual(Object.keys((await ask<{ p: { toxics: object } }>(apiUrl, "GET /edges")).p.toxics).sort(), [
      "latency_downstream",
      "slicer_upstream",
    ]);
  }));

test("an update that is refused changes nothing", () =>
  withProxy(async ({ apiUrl }) => {
    await ask(apiUrl, TOXICS, { type: "latency", name: "l", attributes: { latency: 1 } });
    const body = '{"attributes":{"latency":5,"jitter":"x"},"toxicity":0.5}';
    assert.equal((await call(apiUrl, "PATCH /proxies/p/toxics/l", { body })).status, 400);
    const toxic = await ask<{ attributes: object; toxicity: number }>(apiUrl, "GET /proxies/p/toxics/l");
    assert.deepEqual([toxic.attributes, toxic.toxicity], [{ latency: 1, jitter: 0 }, 1]);
  }));

test("one side that has ended can still be answered", () =>
  withProxy(async ({ connect }) => {
    const { caller, callee } = await connect();
    caller.socket.end("question");
    assert.equal(await callee.ended, "fin");
    callee.socket.end("answer");
    assert.equal(await caller.ended, "fin");
    assert.equal(caller.text, "answer");
  }));

for (const resetter of ["caller", "callee"] as const) {
  test(`a reset by the ${resetter} is passed on as a reset`, () =>
    withProxy(async ({ connect }) => {
      const ends: Readonly<Record<string, Peer>> = await connect();
      ends.callee?.send("x");
      await ends.caller?.receive(1);
      ends[resetter]?.socket.resetAndDestroy();
      assert.equal(await ends[resetter === "caller" ? "callee" : "caller"]?.ended, "reset");
    }));
}

test("a slicer without a size passes bytes on", () =>
  withProxy(async ({ apiUrl, connect }) => {
    await ask(apiUrl, TOXICS, { type: "slicer" });
    const { caller, callee } = await connect();
    callee.send("whole");
    assert.equal(await caller.receive(5), "whole");
  }));

for (const framing of ["content-length: 50000000", "transfer-encoding: chunked"]) {
  test(`a body that is too large is refused while it comes, and its sender isn't left blocked (${framing})`, () =>
    withProxy(async ({ apiUrl }) => {
      const sender = await dial(apiUrl.slice("http://".length));
      sender.send(`POST /populate HTTP/1.1\r\nhost: a\r\n${framing}\r\n\r\n`);
      // 20 MB of it come; the rest never does.
      if (framing.startsWith("transfer")) sender.send("1312d00\r\n");
      const sent = new Promise((resolve) => sender.socket.write(Buffer.alloc(20_000_000, " "), resolve));
      while (!sender.text.includes("too large")) await sender.receive(sender.bytes + 1);
      assert.match(sender.text, /^HTTP\/1\.1 413 .*connection: close.*request body too large/is);
      await sent;
      assert.equal(sender.socket.writableLength, 0);
      sender.socket.destroy();
    }));
}

test("a proxy on each of thousands of addresses can be made in one request", () =>
  withProxy(async ({ apiUrl }) => {
    const padding = "x".repeat(60);
    const proxies = Array.from({ length: 12_000 }, (_, number) => ({
      name: `${padding}${number}`,
      listen: "127.0.0.1:0",
      upstream: "127.0.0.1:9",
      enabled: false,
    }));
    const { status, text } = await call(apiUrl, "POST /populate", { body: JSON.stringify(proxies) });
    assert.equal(status, 201);
    assert.equal(JSON.parse(text).proxies.length, proxies.length);
  }));

test("connections are let go of when both sides are gone", () =>
  withProxy(async ({ connect, edgeWhen }) => {
    for (let count = 0; count < 3; count++) {
      const { caller, callee } = await connect();
      caller.socket.end();
      await callee.ended;
      callee.socket.end();
      await caller.ended;
    }
    const { connections } = await edgeWhen((edge) => edge.connections.open === 0);
    assert.equal(connections.total, 3);
  }));

test("a caller that resets while its answer streams stops the upstream", () =>
  withProxy(async ({ connect }) => {
    const { caller, callee } = await connect();
    caller.socket.end("go");
    await callee.ended;
    const fill = () => {
      while (callee.socket.writable && callee.socket.write(Buffer.alloc(65_536)));
    };
    callee.socket.on("drain", fill);
    fill();
    await caller.receive(100_000);
    const closed = new Promise((resolve) => callee.socket.once("close", resolve));
    caller.socket.resetAndDestroy();
    await closed;
  }));

test("two servers don't disturb each other", async () => {
  const other = await Upstream.listen();
  await withProxy(async ({ apiUrl }) => {
    await withProxy(async ({ connect }) => {
      await ask(apiUrl, TOXICS, { type: "timeout" });
      const { caller, callee } = await connect();
      callee.send("x");
      assert.equal(await caller.receive(1), "x");
    });
  });
  await other.close();
});
