import assert from "node:assert/strict";
import { test } from "node:test";
import { Toxiproxy } from "toxiproxy-node-client";
import { armOf } from "../../src/values/arms.ts";
import { ask, call } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

const GET = "GET /a?q HTTP/1.1\r\nHost: a\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const REFUSED = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

/** Adds a toxic on messages; its name is its type. */
async function add({ apiUrl }: ProxyUnderTest, type: string, attributes: object = {}): Promise<void> {
  await ask(apiUrl, "POST /proxies/p/toxics", { name: type, type, attributes });
}

test("http_status answers in place of the callee, which never hears of it", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503 });
    const { caller, callee } = await proxy.connect();
    caller.send(GET + GET);
    assert.equal(await caller.receive(2 * REFUSED.length), REFUSED + REFUSED);
    assert.equal(callee.bytes, 0);
    const { started, ended, errors, inFlight, toxics } = await proxy.edge();
    assert.deepEqual([started, ended, inFlight, errors, toxics], [2, 2, 0, { "status 503": 2 }, { http_status: 2 }]);
  }));

test("a toxic of the treated arm counts and chooses requests of its traces alone, and says how many were in neither arm", () =>
  withProxy(async (proxy) => {
    const arm = { seed: 7, control: 0.5, prefix: "a".repeat(16) };
    await add(proxy, "http_status", { status: 503, arm, after: 2 });
    const traces = Array.from({ length: 30 }, (_, n) => `${"a".repeat(16)}${`${n * 7919 + 1}`.padStart(16, "3")}`);
    const traced = (id: string) => `GET / HTTP/1.1\r\ntraceparent: 00-${id}-${"b".repeat(16)}-01\r\n\r\n`;
    const treated = traces.filter((id) => armOf(id.slice(16), arm) === "treated");
    const refused = treated.slice(2);
    const passed = traces.filter((id) => !refused.includes(id)).map(traced);
    assert.ok(refused.length > 5 && passed.length > 7, `${treated.length} of ${traces.length} are treated`);
    const { caller, callee } = await proxy.connect();
    // One without a trace, and of traces of somebody else's as many as here.
    const others = GET + traces.map((id) => traced(`${"c".repeat(16)}${id.slice(16)}`)).join("");
    caller.send(others + traces.map(traced).join(""));
    const asked = others + passed.join("");
    assert.equal(await callee.receive(asked.length), asked);
    const answers = passed.length + 31;
    callee.send(OK.repeat(answers));
    await caller.receive(OK.length * answers + REFUSED.length * refused.length);
    const { toxics, arms } = await proxy.edge();
    assert.deepEqual([toxics.http_status, arms], [refused.length, { http_status: { requests: 61, without: 31 } }]);
  }));

test("an answer of the proxy has its body and headers, and comes in its turn among those of the callee", () =>
  withProxy(async (proxy) => {
    const headers = { "Retry-After": "3", "content-type": "application/json" };
    await add(proxy, "http_status", { status: 429, body: '{"a":"ü"}\r\n', headers, calls: [2] });
    const { caller, callee } = await proxy.connect();
    caller.send(GET + GET + GET);
    assert.equal(await callee.receive(2 * GET.length), GET + GET);
    callee.send(OK + OK);
    const made =
      "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 12\r\nRetry-After: 3\r\ncontent-type: application/json\r\n\r\n" +
      Buffer.from('{"a":"ü"}\r\n').toString("latin1");
    assert.equal(await caller.receive(2 * OK.length + made.length), OK + made + OK);
  }));

test("a request that isn't asked has its body read and dropped, and what comes behind it goes on", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503, method: "post" });
    const { caller, callee } = await proxy.connect();
    caller.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    await caller.receive(REFUSED.length);
    caller.send(`4\r\n0\r\n\r\r\n0\r\nX: y\r\n\r\n${GET}`);
    assert.equal(await callee.receive(GET.length), GET);
    callee.send(OK);
    assert.equal(await caller.receive(REFUSED.length + OK.length), REFUSED + OK);
  }));

test("HEAD has no body; 204 has no length", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 500, body: "oh", method: "HEAD" });
    await ask(proxy.apiUrl, "POST /proxies/p/toxics", { type: "http_status", attributes: { status: 204, body: "x" } });
    const { caller } = await proxy.connect();
    caller.send(`HEAD / HTTP/1.1\r\n\r\n${GET}`);
    const expected =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\n" +
      "HTTP/1.1 204 No Content\r\n\r\n";
    assert.equal(await caller.receive(expected.length), expected);
  }));

const closing = {
  "waits for 100 before it sends its body": "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
  "asks for it": "GET / HTTP/1.1\r\nConnection: foo, close\r\n\r\n",
  "speaks HTTP/1.0": "GET / HTTP/1.0\r\n\r\n",
};

for (const [caller, request] of Object.entries(closing)) {
  test(`the connection is closed behind an answer of the proxy to a caller that ${caller}`, () =>
    withProxy(async (proxy) => {
      await add(proxy, "http_status", { status: 503 });
      const { caller: peer, callee } = await proxy.connect();
      peer.send(request);
      const answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      assert.equal(await peer.receive(answer.length), answer);
      if (request.includes("Expect")) peer.send("abc");
      assert.equal(await peer.ended, "fin");
      assert.equal(callee.bytes, 0);
      peer.socket.end();
      const { failed } = await proxy.edgeWhen(({ connections }) => connections.open === 0);
      assert.equal(failed, 1);
    }));
}

test("http_abort resets the connection before the callee is asked, once those before it are answered", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_abort", { path: "/b*" });
    const { caller, callee } = await proxy.connect();
    caller.send(`${GET}GET /b1 HTTP/1.1\r\n\r\n${GET}`);
    assert.equal(await callee.receive(GET.length), GET);
    assert.equal((await proxy.edge()).connections.open, 1);
    callee.send(OK);
    assert.equal(await caller.receive(OK.length), OK);
    assert.equal(await caller.ended, "reset");
    const { errors, toxics } = await proxy.edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual([errors, toxics], [{ "toxic http_abort": 2 }, { http_abort: 1 }]);
    assert.equal(callee.bytes, GET.length);
  }));

test("http_delay holds a request and what comes behind it, and hands both on at once when it is taken out", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_delay", { delay: 3_600_000, header: { "X-Tenant": "gold*" } });
    const { caller, callee } = await proxy.connect();
    const gold = "GET /g HTTP/1.1\r\nx-tenant: gold-1\r\n\r\n";
    caller.send(GET + gold + GET);
    assert.equal(await callee.receive(GET.length), GET);
    await proxy.edgeWhen(({ toxics }) => toxics.http_delay === 1);
    assert.equal(callee.bytes, GET.length);
    await ask(proxy.apiUrl, "DELETE /proxies/p/toxics/http_delay");
    assert.equal(await callee.receive(2 * GET.length + gold.length), GET + gold + GET);
    callee.send(OK + OK + OK);
    await caller.receive(3 * OK.length);
  }));

test("a delay that is made shorter counts from when the request came", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_delay", { delay: 3_600_000 });
    const { caller, callee } = await proxy.connect();
    caller.send(GET);
    await proxy.edgeWhen(({ toxics }) => toxics.http_delay === 1);
    await ask(proxy.apiUrl, "PATCH /proxies/p/toxics/http_delay", { attributes: { delay: 30 } });
    await callee.receive(GET.length);
    callee.send(OK);
    await caller.receive(OK.length);
  }));

test("toxics act in the order in which they were added, until one answers", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_delay", { delay: 20 });
    await add(proxy, "http_status", { status: 503 });
    await add(proxy, "http_abort");
    const { caller } = await proxy.connect();
    caller.send(GET);
    assert.equal(await caller.receive(REFUSED.length), REFUSED);
    assert.deepEqual((await proxy.edge()).toxics, { http_delay: 1, http_status: 1, http_abort: 0 });
  }));

test("a toxic acts from the next request on where it is added to an open connection", () =>
  withProxy(async (proxy) => {
    const { caller, callee } = await proxy.connect();
    const post = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
    for (const cut of [10, 30, post.length - 2]) {
      const before = caller.bytes;
      caller.send(post.slice(0, cut));
      const heard = callee.bytes + cut;
      await callee.receive(heard);
      await add(proxy, "http_status", { status: 503 });
      caller.send(post.slice(cut) + GET);
      await callee.receive(heard - cut + post.length);
      callee.send(OK.slice(0, 20));
      await caller.receive(before + 20);
      callee.send(OK.slice(20));
      const all = await caller.receive(before + OK.length + REFUSED.length);
      assert.equal(all.slice(before), OK + REFUSED);
      await ask(proxy.apiUrl, "DELETE /proxies/p/toxics/http_status");
    }
    const { started, failed, inFlight } = await proxy.edge();
    assert.deepEqual([started, failed, inFlight], [6, 3, 0]);
  }));

test("a toxic that is gone leaves the connection as it was", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503 });
    const { caller, callee } = await proxy.connect();
    caller.send(`${GET}POST / HT`);
    await caller.receive(REFUSED.length);
    await ask(proxy.apiUrl, "POST /reset");
    assert.equal(await callee.receive(9), "POST / HT");
    caller.send(`TP/1.1\r\n\r\n`);
    await callee.receive("POST / HTTP/1.1\r\n\r\n".length);
    callee.send(OK);
    await caller.receive(REFUSED.length + OK.length);
  }));

test("bytes that aren't HTTP pass at once", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503 });
    const openings = ["\x16\x03\x01", "PING\r\n", "hello\n", "GET / HTTP/1.1\nHost: a\n\n"];
    for (const bytes of openings) {
      const { caller, callee } = await proxy.connect();
      caller.send(bytes);
      assert.equal(await callee.receive(bytes.length), bytes);
      callee.send(bytes);
      await caller.receive(bytes.length);
      caller.send(GET);
      await callee.receive(bytes.length + GET.length);
    }
  }));

test("a head of more than 64 KB passes untouched", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503 });
    const { caller, callee } = await proxy.connect();
    const request = `GET / HTTP/1.1\r\nX: ${"x".repeat(1_000_000)}\r\n\r\n`;
    caller.send(request);
    assert.equal(await callee.receive(request.length), request);
  }));

test("an upgrade and a tunnel pass, and nothing is looked at any more", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503, path: "/never" });
    for (const request of ["GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\n\r\n"]) {
      const { caller, callee } = await proxy.connect();
      caller.send(request);
      await callee.receive(request.length);
      const answer = request.startsWith("GET") ? "HTTP/1.1 101 S\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n";
      callee.send(`${answer}hi`);
      await caller.receive(answer.length + 2);
      const inside = "GET /never HTTP/1.1\r\n\r\n";
      caller.send(inside);
      assert.equal(await callee.receive(request.length + inside.length), request + inside);
    }
  }));

test("a caller that goes while its request is held leaves nothing behind", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_delay", { delay: 3_600_000 });
    const { caller, callee } = await proxy.connect();
    caller.send(GET + GET);
    await proxy.edgeWhen(({ toxics }) => toxics.http_delay === 1);
    caller.socket.resetAndDestroy();
    assert.equal(await callee.ended, "reset");
    const { errors } = await proxy.edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual([errors, callee.bytes], [{ abandoned: 2 }, 0]);
  }));

const refusals = {
  "status is missing": ["http_status", {}, /at status/],
  "a status is none of a final answer": ["http_status", { status: 101 }, /at status/],
  "an attribute isn't known": ["http_abort", { methd: "GET" }, /methd/],
  "a value would add a line": ["http_status", { status: 503, headers: { a: "b\r\nc: d" } }, /at headers\.a/],
  "a name would add a line": ["http_status", { status: 503, headers: { "a: b\r\nc": "d" } }, /at headers/],
  "a length is set": ["http_status", { status: 503, headers: { "Content-Length": "1" } }, /framed.* at headers/],
  "a share is no share": ["http_abort", { share: 1.5 }, /at share/],
  "calls end before they begin": ["http_abort", { calls: ["7-5"] }, /at calls\[0\]/],
  "per is by nothing": ["http_abort", { per: "user" }, /at per/],
  "an arm spares nothing": ["http_abort", { arm: { seed: 1, control: 0 } }, /at arm\.control/],
  "an arm has no seed": ["http_abort", { arm: { control: 0.5 } }, /at arm\.seed/],
  "a trace doesn't begin so": ["http_abort", { arm: { seed: 1, control: 0.5, prefix: "a" } }, /at arm\.prefix/],
  "a delay is negative": ["http_delay", { delay: -1 }, /at delay/],
} as const;

test("attributes that are wrong are refused by name, and a refused update changes nothing", () =>
  withProxy(async (proxy) => {
    for (const [what, [type, attributes, message]] of Object.entries(refusals)) {
      const body = JSON.stringify({ type, attributes });
      const { status, text } = await call(proxy.apiUrl, "POST /proxies/p/toxics", { body });
      assert.equal(status, 400, what);
      assert.match(text, message, what);
    }
    await add(proxy, "http_delay", { Delay: 5, per: null });
    const body = JSON.stringify({ attributes: { delay: 7, path: 3 } });
    assert.equal((await call(proxy.apiUrl, "PATCH /proxies/p/toxics/http_delay", { body })).status, 400);
    assert.deepEqual(await ask(proxy.apiUrl, "GET /proxies/p/toxics/http_delay"), {
      attributes: {
        method: "",
        path: "",
        header: {},
        share: 1,
        first: 0,
        after: 0,
        every: 0,
        calls: [],
        per: "",
        group: "",
        arm: null,
        delay: 5,
      },
      name: "http_delay",
      type: "http_delay",
      stream: "downstream",
      toxicity: 1,
    });
  }));

test("Toxiproxy's own client adds, changes and removes them", () =>
  withProxy(async (proxy) => {
    const { caller, callee } = await proxy.connect();
    const client = await new Toxiproxy(proxy.apiUrl).get("p");
    const added = await client.addToxic({
      name: "s",
      // Its types know Toxiproxy's own alone.
      type: "http_status" as "latency",
      stream: "upstream",
      toxicity: 1,
      attributes: { status: 500, header: { Host: "a" }, calls: [1, "3-9"] },
    });
    caller.send(GET + GET);
    await callee.receive(GET.length);
    callee.send(OK);
    const changed = await added.update({ ...added.toJson(), attributes: { ...added.attributes, status: 503 } });
    assert.equal(changed.attributes.status, 503);
    caller.send(GET);
    const all = await caller.receive(OK.length + 2 * REFUSED.length);
    assert.deepEqual(all.match(/HTTP\S+ \d+/g), ["HTTP/1.1 500", "HTTP/1.1 200", "HTTP/1.1 503"]);
    await added.remove();
    caller.send(GET);
    await callee.receive(2 * GET.length);
  }));

test("a toxic on bytes ends a connection, whatever is held of its messages", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_lost_answer", { hang: true });
    const { caller, callee } = await proxy.connect();
    caller.send(GET);
    await callee.receive(GET.length);
    callee.send(OK);
    await proxy.edgeWhen(({ toxics }) => toxics.http_lost_answer === 1);
    await ask(proxy.apiUrl, "POST /proxies/p/toxics", { type: "timeout", attributes: { timeout: 1 } });
    assert.equal(await caller.ended, "fin");
    assert.deepEqual((await proxy.edge()).errors, { "toxic timeout": 1 });
  }));

test("where bytes are said to be no messages, nothing is looked for in them", () =>
  withProxy(async (proxy) => {
    await ask(proxy.apiUrl, "POST /proxies/p", { protocol: "tcp" });
    await add(proxy, "http_status", { status: 503 });
    const { caller, callee } = await proxy.connect();
    caller.send(GET);
    assert.equal(await callee.receive(GET.length), GET);
    const { started, opaque, protocols } = await proxy.edge();
    assert.deepEqual([started, opaque, protocols], [0, 1, {}]);
  }));

test("what may begin HTTP/2 is held until it doesn't, or its sender ends or says no more", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503, method: "GET" });
    const { caller, callee } = await proxy.connect();
    caller.send("P");
    caller.send("OST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    const post = "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    assert.equal(await callee.receive(post.length), post);
    const { caller: silent, callee: second } = await proxy.connect();
    silent.send("PRI * HTTP/2.0");
    assert.equal(await second.receive(14), "PRI * HTTP/2.0");
    const { caller: brief, callee: third } = await proxy.connect();
    brief.send("PRI");
    brief.socket.end();
    assert.equal(await third.receive(3), "PRI");
    assert.equal(await third.ended, "fin");
  }));
