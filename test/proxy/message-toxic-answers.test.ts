/** Toxics on messages that act on answers, and on headers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dial, type Peer } from "../support/sockets.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

async function add({ apiUrl }: ProxyUnderTest, type: string, attributes: object = {}): Promise<void> {
  await ask(apiUrl, "POST /proxies/p/toxics", { name: type, type, attributes });
}

async function update({ apiUrl }: ProxyUnderTest, name: string, attributes: object): Promise<void> {
  await ask(apiUrl, `PATCH /proxies/p/toxics/${name}`, { attributes });
}

const endingsOfAnswers = {
  "of a given length": OK,
  "in chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  "without a body": "HTTP/1.1 204 No Content\r\n\r\n",
  "that the end of the connection ends": "HTTP/1.1 200 OK\r\n\r\nabc",
  "that is an upgrade": "HTTP/1.1 101 Switching Protocols\r\n\r\n",
};

for (const [what, answer] of Object.entries(endingsOfAnswers)) {
  test(`http_lost_answer lets the callee answer, drops it and resets the connection: an answer ${what}`, () =>
    withProxy(async (proxy) => {
      await add(proxy, "http_lost_answer");
      const { caller, callee } = await proxy.connect();
      caller.send(GET);
      assert.equal(await callee.receive(GET.length), GET);
      callee.send(CONTINUE + answer.slice(0, 20));
      await caller.receive(CONTINUE.length);
      callee.send(answer.slice(20));
      if (what.includes("end of")) callee.socket.end();
      assert.equal(await caller.ended, "reset");
      assert.equal(caller.text, CONTINUE);
      const { errors, toxics } = await proxy.edgeWhen(({ connections }) => connections.open === 0);
      assert.deepEqual([errors, toxics], [{ "toxic http_lost_answer": 1 }, { http_lost_answer: 1 }]);
    }));
}

const waysOutOfHanging = {
  "it is taken out": ({ apiUrl }: ProxyUnderTest) => ask(apiUrl, "DELETE /proxies/p/toxics/http_lost_answer"),
  "it is told not to hang": (proxy: ProxyUnderTest) => update(proxy, "http_lost_answer", { hang: false }),
};

for (const [when, act] of Object.entries(waysOutOfHanging)) {
  test(`a lost answer that hangs leaves the connection silent, until ${when}`, () =>
    withProxy(async (proxy) => {
      await add(proxy, "http_lost_answer", { hang: true, first: 1 });
      const { caller, callee } = await proxy.connect();
      caller.send(GET + GET);
      await callee.receive(2 * GET.length);
      callee.send(OK + OK);
      const { inFlight, connections } = await proxy.edgeWhen(({ toxics }) => toxics.http_lost_answer === 1);
      assert.deepEqual([inFlight, connections.open, caller.bytes], [2, 1, 0]);
      await act(proxy);
      assert.equal(await caller.ended, "reset");
      assert.equal(caller.bytes, 0);
    }));
}

for (const leave of ["end", "resetAndDestroy"] as const) {
  for (const calleeEnds of [false, true]) {
    test(`a caller that leaves a lost answer leaves nothing behind: ${leave}, callee ${calleeEnds ? "gone" : "there"}`, () =>
      withProxy(async (proxy) => {
        await add(proxy, "http_lost_answer", { hang: true });
        const { caller, callee } = await proxy.connect();
        caller.send(GET);
        await callee.receive(GET.length);
        callee.send(OK);
        if (calleeEnds) callee.socket.end();
        await proxy.edgeWhen(({ toxics }) => toxics.http_lost_answer === 1);
        caller.socket[leave]();
        const { errors } = await proxy.edgeWhen(({ connections }) => connections.open === 0);
        assert.deepEqual(errors, { abandoned: 1 });
      }));
  }
}

test("a callee that gives no answer has none to be lost", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_lost_answer");
    const { caller, callee } = await proxy.connect();
    caller.send(GET);
    await callee.receive(GET.length);
    callee.socket.end();
    assert.equal(await caller.ended, "fin");
    assert.deepEqual((await proxy.edge()).toxics, { http_lost_answer: 0 });
  }));

const truncations = {
  "a body of a given length": [OK, 4, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123"],
  "all of a body": [OK, 0, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"],
  "a body in chunks, whose sizes don't count": [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n",
    4,
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nd",
  ],
} as const;

for (const [what, [answer, bytes, expected]] of Object.entries(truncations)) {
  test(`http_truncate closes the connection in the midst of ${what}`, () =>
    withProxy(async (proxy) => {
      await add(proxy, "http_truncate", { bytes });
      const { caller, callee } = await proxy.connect();
      caller.send(GET);
      await callee.receive(GET.length);
      callee.send(answer);
      assert.equal(await caller.ended, "fin");
      assert.equal(caller.text, expected);
      assert.deepEqual((await proxy.edge()).errors, { "toxic http_truncate": 1 });
    }));
}

test("an answer that is short enough isn't truncated", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_truncate", { bytes: 10 });
    const { caller, callee } = await proxy.connect();
    for (const turn of [1, 2]) {
      caller.send(GET);
      await callee.receive(turn * GET.length);
      callee.send(OK);
      await caller.receive(turn * OK.length);
    }
    assert.deepEqual((await proxy.edge()).toxics, { http_truncate: 0 });
  }));

test("http_header changes what it is to, and nothing else", () =>
  withProxy(async (proxy) => {
    const named = (name: string, attributes: object) =>
      ask(proxy.apiUrl, "POST /proxies/p/toxics", { name, type: "http_header", attributes });
    await named("asked", { on: "request", set: { Host: "b", "X-New": "1" }, remove: ["cookie"], method: "post" });
    await named("answered", { on: "answer", remove: ["Set-Cookie"] });
    const { caller, callee } = await proxy.connect();
    const post = (fields: string) => `POST / HTTP/1.1\r\n${fields}Content-Length: 4\r\n\r\nHost`;
    caller.send(GET + post("host: a\r\nCookie: x\r\n"));
    const asked = `${GET}POST / HTTP/1.1\r\nContent-Length: 4\r\nHost: b\r\nX-New: 1\r\n\r\nHost`;
    assert.equal(await callee.receive(asked.length), asked);
    const answer = (fields: string) => `HTTP/1.1 200 OK\r\n${fields}Content-Length: 12\r\n\r\nSet-Cookie: `;
    callee.send(answer("A: 1\r\nset-cookie: a\r\nSet-Cookie: b\r\n") + answer(""));
    const answered = answer("A: 1\r\n") + answer("");
    assert.equal(await caller.receive(answered.length), answered);
    assert.deepEqual((await proxy.edge()).toxics, { asked: 1, answered: 1 });
  }));

test("what a toxic leaves as it was it hasn't acted on: a header that is so already, a body too short to be slowed", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_header", { on: "request", set: { host: "a" } });
    await add(proxy, "http_slow_answer", { rate: 1e6 });
    const { caller, callee } = await proxy.connect();
    caller.send(GET);
    assert.equal(await callee.receive(GET.length), GET);
    callee.send(OK);
    assert.equal(await caller.receive(OK.length), OK);
    assert.deepEqual((await proxy.edge()).toxics, { http_header: 0, http_slow_answer: 0 });
    await update(proxy, "http_slow_answer", { rate: 1000 });
    caller.send(GET);
    await callee.receive(2 * GET.length);
    callee.send(OK);
    await caller.receive(2 * OK.length);
    assert.equal((await proxy.edge()).toxics.http_slow_answer, 1);
  }));

test("http_slow_answer hands the head on at once and the body at its rate, and the rest at once when it is out", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_slow_answer", { rate: 1 });
    const { caller, callee } = await proxy.connect();
    caller.send(GET + GET);
    await callee.receive(2 * GET.length);
    callee.send(OK + OK);
    const head = OK.slice(0, -10);
    await caller.receive(head.length);
    await update(proxy, "http_slow_answer", { rate: 50 });
    const beganMs = performance.now();
    await caller.receive(head.length + 5);
    assert.ok(performance.now() - beganMs >= 90, "five bytes at 50 a second take 100 ms");
    await update(proxy, "http_slow_answer", { rate: 0.001 });
    await ask(proxy.apiUrl, "DELETE /proxies/p/toxics/http_slow_answer");
    assert.equal(await caller.receive(2 * OK.length), OK + OK);
    assert.deepEqual((await proxy.edge()).failed, 0);
  }));

test("a caller that asks without reading isn't answered without end", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503, body: "x".repeat(100_000) });
    const { caller } = await proxy.connect();
    caller.socket.pause();
    const requests = 400;
    caller.send(GET.repeat(requests));
    const { toxics } = await proxy.edgeWhen((edge) => edge.started === requests);
    assert.ok((toxics.http_status ?? 0) < requests, `${toxics.http_status}`);
    caller.socket.resume();
    await proxy.edgeWhen((edge) => edge.toxics.http_status === requests);
    await caller.receive(requests * 100_000);
  }));

test("toxics of a group count together, over all proxies of the edge; others by themselves", () =>
  withProxy(async (proxy) => {
    const q = { name: "q", listen: "127.0.0.1:0", upstream: proxy.upstream.address, edge: "a -> b" };
    await ask(proxy.apiUrl, "POST /proxies", q);
    const another = { ...q, name: "another", edge: "a -> c" };
    await ask(proxy.apiUrl, "POST /proxies", another);
    const status = (name: string, attributes: object) => ({ name, type: "http_status", attributes });
    await ask(proxy.apiUrl, "POST /proxies/p/toxics", [
      status("shared", { status: 503, calls: [3], group: "g" }),
      status("own", { status: 500, calls: [3] }),
    ]);
    for (const name of ["q", "another"]) {
      await ask(
        proxy.apiUrl,
        `POST /proxies/${name}/toxics`,
        status("shared", { status: 503, calls: [3], group: "g" }),
      );
    }
    const p = await proxy.connect();
    p.caller.send(GET + GET);
    await p.callee.receive(2 * GET.length);
    const { listen } = await ask<{ listen: string }>(proxy.apiUrl, "GET /proxies/q");
    const caller = await dial(listen);
    caller.send(GET);
    assert.match(await caller.receive(30), /^HTTP\/1\.1 503 /);
    caller.socket.destroy();
    p.caller.send(GET);
    p.callee.send(OK + OK);
    assert.match((await p.caller.receive(2 * OK.length + 30)).slice(2 * OK.length), /^HTTP\/1\.1 500 /);
  }));

test("a request counts once in a group, however many of it are on its proxy", () =>
  withProxy(async (proxy) => {
    const status = (code: number, attributes: object) => ({
      name: `${code}`,
      type: "http_status",
      attributes: { status: code, group: "g", ...attributes },
    });
    const toxics = [status(501, { calls: [1] }), status(502, { calls: [2] }), status(503, { path: "/b", calls: [3] })];
    await ask(proxy.apiUrl, "POST /proxies/p/toxics", toxics);
    const { caller, callee } = await proxy.connect();
    caller.send(GET + GET + GET.replace("/ ", "/b ") + GET);
    assert.equal(await callee.receive(GET.length), GET);
    callee.send(OK);
    await proxy.edgeWhen(({ ended }) => ended === 4);
    assert.deepEqual((await proxy.edge()).toxics, { 501: 1, 502: 1, 503: 1 });
  }));

test("the first attempt of each order fails, its retry passes", () =>
  withProxy(async (proxy) => {
    await add(proxy, "http_status", { status: 503, first: 1, per: "header Idempotency-Key" });
    const { caller, callee } = await proxy.connect();
    const order = (key: string) => `POST / HTTP/1.1\r\nIdempotency-Key: ${key}\r\n\r\n`;
    caller.send(order("a") + order("b") + order("a") + order("b") + GET);
    const asked = order("a") + order("b") + GET;
    assert.equal(await callee.receive(asked.length), asked);
    assert.equal((await proxy.edge()).toxics.http_status, 2);
  }));

test("a share of traces is the same on every edge, and for each request of a trace", () =>
  withProxy(async (proxy) => {
    await ask(proxy.apiUrl, "POST /proxies", { name: "q", listen: "127.0.0.1:0", upstream: proxy.upstream.address });
    const toxic = { type: "http_status", attributes: { status: 503, share: 0.5, per: "trace" } };
    await ask(proxy.apiUrl, "POST /proxies/p/toxics", { ...toxic, name: "treated" });
    await ask(proxy.apiUrl, "POST /proxies/q/toxics", { ...toxic, name: "treated" });
    const { q } = await ask<{ q: { listen: string } }>(proxy.apiUrl, "GET /proxies");
    const traces = Array.from({ length: 40 }, (_, n) => (n + 1).toString(16).padStart(32, "0"));
    const requests = traces.map(
      (trace) => `GET /${trace} HTTP/1.1\r\ntraceparent: 00-${trace}-00f067aa0ba902b7-01\r\n\r\n`,
    );
    const asked = async (peer: Peer, number: number) => {
      peer.send(`${requests.join("")}${requests.join("")}GET /last HTTP/1.1\r\n\r\n`);
      const callee = await proxy.upstream.peer(number);
      for (let bytes = 1; !callee.text.includes("/last"); bytes = callee.bytes + 1) await callee.receive(bytes);
      return callee.text;
    };
    const { caller } = await proxy.connect();
    const first = await asked(caller, 0);
    const other = await dial(q.listen);
    assert.equal(await asked(other, 1), first);
    other.socket.destroy();
    const seen = traces.map((trace) => first.split(trace).length - 1);
    assert.ok(seen.includes(0) && seen.includes(4), `${seen}`);
    assert.ok(seen.every((times) => times === 0 || times === 4));
  }));
