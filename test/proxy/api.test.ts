import assert from "node:assert/strict";
import { test } from "node:test";
import { toxicTypes } from "../../src/faults/toxiproxy/list.ts";
import { startProxyServer } from "../../src/proxy/server.ts";
import type { ToxicType } from "../../src/proxy/toxics/toxic.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { dial } from "../support/sockets.ts";
import { call } from "../support/toxiproxy-http.ts";

test("a request that takes 25 s to come is answered 503, as Toxiproxy does", async (context) => {
  const clock = new FakeClock();
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock, seed: 1, toxicTypes });
  context.after(() => server.close());
  const idle = clock.pending;
  const client = await dial(new URL(server.url).host);
  client.send("POST /proxies HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
  while (clock.pending === idle) await new Promise(setImmediate);
  await clock.advance(24_999);
  assert.equal(client.text, "");
  await clock.advance(1);
  const answer = await client.receive(150);
  assert.match(answer, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
  assert.match(answer, /<h1>Timeout<\/h1>/);
  client.socket.destroy();
});

test("a toxic that is wrong is said by its field, alone or in a list", async (context) => {
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
  context.after(() => server.close());
  await call(server.url, "POST /proxies", { body: '{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}' });
  const toxic = '{"type":"latency","toxicity":"much"}';
  const alone = await call(server.url, "POST /proxies/a/toxics", { body: toxic });
  assert.match(alone.text, /bad request body: .*number.* at toxicity/);
  const listed = await call(server.url, "POST /proxies/a/toxics", { body: `[${toxic}]` });
  assert.match(listed.text, /bad request body: .*number.* at \[0\]\.toxicity/);
});

test("the types of toxic that there are, are those that the server is given", async (context) => {
  const swallow: ToxicType = { type: "swallow", attributes: [], start: (flow) => ({ data: () => flow.acted() }) };
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes: [swallow] });
  context.after(() => server.close());
  await call(server.url, "POST /proxies", { body: '{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}' });
  const known = await call(server.url, "POST /proxies/a/toxics", { body: '{"type":"swallow"}' });
  assert.equal(known.status, 200, known.text);
  const unknown = await call(server.url, "POST /proxies/a/toxics", { body: '{"type":"latency"}' });
  assert.match(unknown.text, /invalid toxic type/);
});

test("a proxy's protocol is shown where it is said, stays through what says nothing of it, and can be changed", async (context) => {
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
  context.after(() => server.close());
  const ask = async (what: string, body: object) =>
    JSON.parse((await call(server.url, what, { body: JSON.stringify(body) })).text);
  const stock = { name: "a", listen: "127.0.0.1:0", upstream: "127.0.0.1:9" };
  assert.equal("protocol" in (await ask("POST /proxies", stock)), false);
  const told = await ask("POST /proxies", { ...stock, name: "b", protocol: "redis" });
  assert.equal(told.protocol, "redis");
  assert.equal((await ask("POST /proxies/b", { enabled: true })).protocol, "redis");
  const { proxies } = await ask("POST /populate", [{ ...stock, name: "b", listen: told.listen }]);
  assert.equal(proxies[0].protocol, "redis");
  assert.equal("protocol" in (await ask("PATCH /proxies/b", { protocol: "" })), false);
  assert.match(
    (await ask("POST /proxies", { ...stock, name: "c", protocol: "http3" })).error,
    /bad request body: .*at protocol/,
  );
});
