import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import type { PartReading } from "../../../src/judge/history/event.ts";
import { ProcessPart } from "../../../src/platforms/process-part.ts";
import { askProxy } from "../../../src/platforms/read-edges.ts";
import { startProxyServer } from "../../../src/proxy/server.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { dial, type Peer, Upstream } from "../../support/sockets.ts";
import { ask, call } from "../../support/toxiproxy-http.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/** A server of three threads, and a way to make proxies of it that lead to one upstream. */
async function threeThreads(context: TestContext) {
  const upstream = await Upstream.listen();
  const listen = "127.0.0.1:0";
  const server = await startProxyServer({ listen, clock: systemClock, seed: 1, toxicTypes, threads: 3, metrics: true });
  const peers: Peer[] = [];
  context.after(async () => {
    for (const { socket } of peers) socket.destroy();
    await server.close();
    await upstream.close();
  });
  return {
    server,
    apiUrl: server.url,
    make: (...proxies: readonly { readonly name: string; readonly edge?: string; readonly listen?: string }[]) =>
      ask<{ readonly proxies: readonly object[] }>(
        server.url,
        "POST /populate",
        proxies.map((proxy) => ({ listen, upstream: upstream.address, ...proxy })),
      ),
    async connect(name: string): Promise<{ readonly caller: Peer; readonly callee: Peer }> {
      const caller = await dial((await ask<{ listen: string }>(server.url, `GET /proxies/${name}`)).listen);
      return { caller, callee: await upstream.peer(peers.push(caller) - 1) };
    },
  };
}

test("proxies of several threads are answered for as those of one, in the order of their names", async (context) => {
  const { apiUrl, make } = await threeThreads(context);
  await make({ name: "d" }, { name: "b" }, { name: "a" }, { name: "c" });
  assert.deepEqual(Object.keys(await ask<object>(apiUrl, "GET /proxies")), ["a", "b", "c", "d"]);
  const { text, headers } = await call(apiUrl, "GET /edges");
  assert.deepEqual(Object.keys(JSON.parse(text)), ["a", "b", "c", "d"]);
  assert.equal(JSON.parse(String(headers["brownout-process"])).length, 3);
  const metrics = (await call(apiUrl, "GET /metrics")).text;
  assert.equal(metrics.match(/^# TYPE brownout_edge_calls_started_total counter$/gm)?.length, 1);
  assert.equal(metrics.match(/^brownout_edge_calls_started_total\{/gm)?.length, 4);
  assert.equal((await call(apiUrl, "DELETE /proxies/b")).status, 204);
  assert.equal((await call(apiUrl, "GET /proxies/b")).status, 404);
});

test("a populate ends at the proxy that can't be made, and those before it stay", async (context) => {
  const { apiUrl } = await threeThreads(context);
  const body = ["a", "b", "c"].map((name) => ({
    name,
    listen: name === "b" ? "nowhere" : "127.0.0.1:0",
    upstream: "x:1",
  }));
  const { status, text } = await call(apiUrl, "POST /populate", { body: JSON.stringify(body) });
  const { error, proxies } = JSON.parse(text) as { error: string; proxies: { name: string }[] };
  assert.deepEqual([status, proxies.map(({ name }) => name)], [500, ["a"]]);
  assert.match(error, /address nowhere/);
  assert.deepEqual(Object.keys(await ask<object>(apiUrl, "GET /proxies")), ["a"]);
});

test("a proxy that is removed and made again at once is where it is looked for", async (context) => {
  const { apiUrl, make } = await threeThreads(context);
  await make({ name: "a" }, { name: "b" });
  const request = { body: JSON.stringify({ name: "b", listen: "127.0.0.1:0", upstream: "127.0.0.1:1" }) };
  const changes = [call(apiUrl, "DELETE /proxies/b"), call(apiUrl, "POST /proxies", request)];
  const [removed, made] = await Promise.all(changes);
  assert.ok(removed?.status === 204 && (made?.status === 201 || made?.status === 409));
  assert.equal((await call(apiUrl, "GET /proxies/b")).status, made.status === 201 ? 200 : 404);
});

test("a server that closes while proxies are made leaves no thread", async (context) => {
  const { server, make } = await threeThreads(context);
  const making = make({ name: "a" }, { name: "b" }, { name: "c" }).catch(() => undefined);
  await call(server.url, "GET /version");
  await server.close();
  await making;
  assert.equal(process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort").length, 0);
});

test("toxics of a group count together on all proxies of an edge", async (context) => {
  const { apiUrl, make, connect } = await threeThreads(context);
  const edge = "shop -> checkout";
  await make({ name: "checkout.1", edge }, { name: "other" }, { name: "another" }, { name: "checkout.2", edge });
  await secondOfGroupFails(apiUrl, connect, ["checkout.1", "checkout.2"]);
});

test("a proxy that a populate moves to another edge counts together with those of it", async (context) => {
  const { apiUrl, make, connect } = await threeThreads(context);
  const edge = "shop -> checkout";
  const { proxies } = await make({ name: "checkout.1", edge }, { name: "moved", edge: "shop -> stock" });
  const { listen } = proxies[1] as { listen: string };
  await make({ name: "moved", edge, listen });
  assert.deepEqual(Object.keys(await ask<object>(apiUrl, "GET /proxies")), ["checkout.1", "moved"]);
  await secondOfGroupFails(apiUrl, connect, ["checkout.1", "moved"]);
});

test("a proxy that can't be made on its new edge stays, switched off, as in one thread", async (context) => {
  const { apiUrl, make } = await threeThreads(context);
  const { proxies } = await make({ name: "a", edge: "x -> a" }, { name: "b", edge: "x -> b" });
  const { listen } = proxies[0] as { listen: string };
  await assert.rejects(make({ name: "b", edge: "x -> a", listen }), /500.*address already in use/);
  assert.equal((await ask<{ enabled: boolean }>(apiUrl, "GET /proxies/b")).enabled, false);
});

async function secondOfGroupFails(
  apiUrl: string,
  connect: Awaited<ReturnType<typeof threeThreads>>["connect"],
  [one, other]: readonly [string, string],
): Promise<void> {
  for (const proxy of [one, other]) {
    const attributes = { status: 503, calls: [2], group: "g" };
    await ask(apiUrl, `POST /proxies/${proxy}/toxics`, { type: "http_status", attributes });
  }
  const first = await connect(one);
  first.caller.send(GET);
  await first.callee.receive(GET.length);
  const second = await connect(other);
  second.caller.send(GET);
  assert.match(await second.caller.receive(12), /^HTTP\/1\.1 503/);
}

test("one thread with nothing to spare is seen, beside others that have", async (context) => {
  const { apiUrl, make, connect } = await threeThreads(context);
  await make({ name: "busy" }, { name: "idle" }, { name: "idle, too" });
  const part = new ProcessPart("proxy");
  await askProxy(systemClock, apiUrl, part);
  const { caller } = await connect("busy");
  caller.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  // Little to send, and much to look at.
  const chunks = Buffer.from("1\r\nx\r\n".repeat(10_000));
  const flood = () => {
    while (!caller.socket.destroyed && caller.socket.write(chunks));
  };
  caller.socket.on("drain", flood);
  flood();
  let read: PartReading | undefined;
  // Whose turn it is on a busy machine is the kernel's to say.
  while ((read?.busy ?? 0) < 0.9) {
    await pause(100);
    await askProxy(systemClock, apiUrl, part);
    read = part.read();
  }
  assert.ok((read?.busy ?? 0) <= 1);
});
