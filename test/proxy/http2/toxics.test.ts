import assert from "node:assert/strict";
import { once } from "node:events";
import { constants } from "node:http2";
import { test } from "node:test";
import { armOf } from "../../../src/values/arms.ts";
import { get, type OnStream, withHttp2 } from "./http2-under-test.ts";

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR } = constants;

/** Answers with the path that was asked, and a header and a trailer. */
const answer: OnStream = (stream, { ":path": path, "x-tenant": tenant = "none" }) => {
  stream.respond({ ":status": 200, "x-tenant": tenant }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "x-behind": "b" }));
  stream.end(`this is ${path}`);
};

test("http_status answers a stream in place of the callee, with body and headers, and lets the others pass", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen, sockets }) => {
    await add("http_status", {
      status: 503,
      body: "busy",
      headers: { "Retry-After": "3" },
      path: "/a*",
      method: "GET",
    });
    const caller = connect();
    const [refused, passed] = await Promise.all([get(caller, { ":path": "/a?b" }), get(caller, { ":path": "/b" })]);
    assert.deepEqual(
      [refused.status, refused.body.toString(), refused.headers["retry-after"], refused.headers["content-length"]],
      [503, "busy", "3", "4"],
    );
    assert.deepEqual([passed.body.toString(), passed.trailers["x-behind"]], ["this is /b", "b"]);
    const post = await get(caller, { ":path": "/a", ":method": "POST" }, Buffer.from("x"));
    assert.equal(post.status, 200);
    const { errors, toxics, ended } = await edgeWhen((edge) => edge.ended === 3);
    assert.deepEqual([errors, toxics, ended], [{ "status 503": 1 }, { http_status: 1 }, 3]);
    assert.equal(sockets.length, 1);
  }));

test("a stream that isn't asked has its body read and dropped, however long, and is ended without an error", () =>
  withHttp2(answer, async ({ add, connect }) => {
    await add("http_status", { status: 429, method: "POST" });
    const { status, code } = await get(connect(), { ":method": "POST" }, Buffer.alloc(3_000_000));
    assert.deepEqual([status, code], [429, NGHTTP2_NO_ERROR]);
  }));

test("a caller that has its answer isn't told to stop, as a reset could come in its place", () =>
  withHttp2(answer, async ({ add, connect }) => {
    await add("grpc_status", { status: "UNAVAILABLE" });
    const caller = connect();
    const call = caller.request({ ":method": "POST", "content-type": "application/grpc" });
    call.write("half");
    const [head] = await once(call.resume(), "response");
    assert.equal(head["grpc-status"], "14");
    // Whatever was said of the call has come before this.
    assert.equal((await get(caller)).status, 200);
    assert.equal(call.closed, false);
    call.end("the rest");
    await once(call, "close");
    assert.equal(call.rstCode, NGHTTP2_NO_ERROR);
  }));

test("grpc_status spares the arm that it isn't for, by the trace in a call's metadata", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen }) => {
    const arm = { seed: 7, control: 0.5 };
    await add("grpc_status", { status: "UNAVAILABLE", arm });
    const caller = connect();
    const traces = Array.from({ length: 20 }, (_, nth) => `${nth + 1}`.padStart(32, "0"));
    const isTreated = traces.map((trace) => armOf(trace.slice(16), arm) === "treated");
    const answers = await Promise.all(
      traces.map((trace) =>
        get(caller, { "content-type": "application/grpc", traceparent: `00-${trace}-${"1".repeat(16)}-01` }),
      ),
    );
    assert.deepEqual(
      answers.map(({ headers }) => headers["grpc-status"] === "14"),
      isTreated,
    );
    const { toxics } = await edgeWhen((edge) => edge.ended === 20);
    assert.equal(toxics.grpc_status, isTreated.filter(Boolean).length);
  }));

test("http_abort resets the stream alone, before the callee is asked", () =>
  withHttp2(
    (stream, headers, flags) => {
      assert.notEqual(headers[":path"], "/a");
      answer(stream, headers, flags);
    },
    async ({ add, connect, edgeWhen }) => {
      await add("http_abort", { path: "/a" });
      const caller = connect();
      const [cut, whole] = await Promise.all([get(caller, { ":path": "/a" }), get(caller)]);
      assert.deepEqual([cut.status, cut.code, whole.status], [undefined, NGHTTP2_INTERNAL_ERROR, 200]);
      const { errors, connections } = await edgeWhen(({ ended }) => ended === 2);
      assert.deepEqual([errors, connections], [{ "toxic http_abort": 1 }, { open: 1, total: 1 }]);
    },
  ));

test("http_delay holds a stream and no other, and hands it on when it is taken out", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen, apiUrl }) => {
    await add("http_delay", { delay: 3_600_000, header: { "X-Tenant": "gold*" } });
    const caller = connect();
    const held = get(caller, { "x-tenant": "gold-1", ":method": "POST" }, Buffer.from("abc"));
    assert.equal((await get(caller)).status, 200);
    await edgeWhen(({ toxics }) => toxics.http_delay === 1);
    await fetch(`${apiUrl}/proxies/p/toxics/http_delay`, { method: "DELETE" });
    assert.equal((await held).headers["x-tenant"], "gold-1");
  }));

test("http_lost_answer lets the callee do its work; the stream is reset, or hangs until its caller gives it up", () => {
  let asked = 0;
  return withHttp2(
    (stream, headers, flags) => {
      asked++;
      answer(stream, headers, flags);
    },
    async ({ add, connect, edgeWhen, apiUrl }) => {
      await add("http_lost_answer", { calls: [1] });
      const caller = connect();
      const lost = await get(caller);
      assert.deepEqual([lost.status, lost.code, asked], [undefined, NGHTTP2_INTERNAL_ERROR, 1]);
      await fetch(`${apiUrl}/proxies/p/toxics/http_lost_answer`, { method: "DELETE" });
      await add("http_lost_answer", { hang: true });
      const hanging = caller.request({});
      hanging.on("error", () => undefined);
      await edgeWhen(({ toxics, inFlight }) => toxics.http_lost_answer === 1 && inFlight === 1);
      hanging.close(NGHTTP2_CANCEL);
      const { errors } = await edgeWhen(({ inFlight }) => inFlight === 0);
      assert.deepEqual([errors, asked], [{ "toxic http_lost_answer": 1, abandoned: 1 }, 2]);
    },
  );
});

test("http_slow_answer gives the head at once and the body at a rate, with its trailers behind", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen }) => {
    await add("http_slow_answer", { rate: 200 });
    const { body, trailers } = await get(connect(), { ":path": "/slowly" });
    assert.deepEqual([body.toString(), trailers["x-behind"]], ["this is /slowly", "b"]);
    const { toxics, latency } = await edgeWhen(({ ended }) => ended === 1);
    assert.equal(toxics.http_slow_answer, 1);
    assert.equal(latency.length, 2);
  }));

test("http_truncate resets the stream behind so many bytes", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen }) => {
    await add("http_truncate", { bytes: 6 });
    const { status, body, code } = await get(connect());
    assert.deepEqual([status, body.toString(), code], [200, "this i", NGHTTP2_INTERNAL_ERROR]);
    const { errors } = await edgeWhen(({ ended }) => ended === 1);
    assert.deepEqual(errors, { "toxic http_truncate": 1 });
  }));

test("http_header changes a stream's fields on either way", () =>
  withHttp2(answer, async ({ add, connect }) => {
    await add("http_header", { on: "request", set: { "X-Tenant": "changed" } });
    await add("http_header", { on: "answer", set: { "X-More": "yes", Connection: "close" } }, { name: "behind" });
    const { headers, trailers } = await get(connect(), { "x-tenant": "as sent" });
    assert.deepEqual(
      [headers["x-tenant"], headers["x-more"], headers.connection, trailers["x-behind"]],
      ["changed", "yes", undefined, "b"],
    );
  }));

test("a request that names its host in a field of that name keeps it, where a toxic changes another or that", () =>
  withHttp2(
    (stream, { host = "", ":authority": authority = "" }) =>
      stream.respond({ "x-host": `${host}|${authority}` }, { endStream: true }),
    async ({ add, connect }) => {
      const caller = connect();
      const hostOf = async (fields: object) =>
        (await get(caller, { ":method": "GET", ":scheme": "http", ...fields })).headers["x-host"];
      await add("http_header", { on: "request", set: { "X-Tenant": "changed" } });
      assert.equal(await hostOf({ host: "shop" }), "shop|");
      assert.equal(await hostOf({ host: "shop", ":authority": "shop" }), "shop|shop");
      await add("http_header", { on: "request", set: { Host: "other" } }, { name: "behind" });
      assert.equal(await hostOf({ host: "shop" }), "other|");
      assert.equal(await hostOf({ ":authority": "shop" }), "|other");
    },
  ));

test("a field that HTTP/2 doesn't have resets the stream that it was set on, and nothing else", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen }) => {
    await add("http_header", { on: "request", set: { TE: "gzip" }, calls: [1] });
    const caller = connect();
    const { status, code } = await get(caller);
    assert.deepEqual([status, code], [undefined, constants.NGHTTP2_PROTOCOL_ERROR]);
    assert.equal((await get(caller)).status, 200);
    const { errors } = await edgeWhen(({ ended }) => ended === 2);
    assert.deepEqual(errors, { "reset PROTOCOL_ERROR": 1 });
  }));

test("a toxic on bytes acts between the streams and the callee", () =>
  withHttp2(answer, async ({ add, connect, edgeWhen }) => {
    const caller = connect();
    assert.equal((await get(caller)).status, 200);
    await add("reset_peer", { timeout: 0 });
    const { status } = await get(caller);
    assert.equal(status, undefined);
    const { errors } = await edgeWhen(({ connections }) => connections.open === 0);
    assert.deepEqual(errors, { "toxic reset_peer": 1 });
  }));
