import assert from "node:assert/strict";
import { once } from "node:events";
import { constants, type ServerHttp2Stream } from "node:http2";
import { test } from "node:test";
import { get, type OnStream, withHttp2 } from "./http2-under-test.ts";

/** Answers with what it was asked: path, body, headers and trailers. */
const echo: OnStream = (stream, headers) => {
  const chunks: Buffer[] = [];
  let trailers = {};
  stream.on("trailers", (came) => {
    trailers = came;
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    stream.respond({ ":status": 200, "x-asked": headers["x-ask"] ?? "" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-behind": JSON.stringify(trailers) }));
    stream.end(Buffer.concat(chunks));
  });
};

test("a stream passes with its headers, body and trailers, and is a call", () =>
  withHttp2(echo, async ({ connect, edgeWhen }) => {
    const { status, headers, body, trailers } = await get(
      connect(),
      { ":method": "POST", "x-ask": "a, b" },
      Buffer.from("hello"),
      { "x-end": "yes" },
    );
    assert.deepEqual([status, headers["x-asked"], body.toString()], [200, "a, b", "hello"]);
    assert.deepEqual(JSON.parse(String(trailers["x-behind"])), { "x-end": "yes" });
    const edge = await edgeWhen(({ ended }) => ended === 1);
    assert.deepEqual([edge.started, edge.failed, edge.inFlight, edge.statuses], [1, 0, 0, { 200: 1 }]);
    assert.deepEqual([edge.protocols, edge.opaque], [{ "http/2": 1 }, 0]);
    assert.equal(edge.firstByte.length, 2);
  }));

test("streams of a connection go side by side, and a 5xx has failed", () => {
  const waiting: (() => void)[] = [];
  return withHttp2(
    (stream, { ":path": path }) => {
      const answer = () => stream.respond({ ":status": path === "/bad" ? 503 : 204 }, { endStream: true });
      if (path === "/slow") waiting.push(answer);
      else answer();
    },
    async ({ connect, edgeWhen }) => {
      const caller = connect();
      const slow = get(caller, { ":path": "/slow" });
      assert.equal((await get(caller, { ":path": "/bad" })).status, 503);
      assert.equal((await get(caller)).status, 204);
      await edgeWhen(({ inFlight, ended }) => inFlight === 1 && ended === 2);
      for (const answer of waiting) answer();
      assert.equal((await slow).status, 204);
      const edge = await edgeWhen(({ ended }) => ended === 3);
      assert.deepEqual([edge.errors, edge.statuses], [{ "status 503": 1 }, { 204: 2, 503: 1 }]);
    },
  );
});

test("an interim answer passes, and so does an answer before the request is over", () =>
  withHttp2(
    (stream) => {
      stream.additionalHeaders({ ":status": 103, link: "</a>" });
      stream.respond({ ":status": 200 });
      stream.end("early");
      stream.close(constants.NGHTTP2_NO_ERROR);
    },
    async ({ connect, edgeWhen }) => {
      const stream = connect().request({ ":method": "POST" });
      const interim: unknown[] = [];
      stream.on("headers", ({ ":status": status }) => interim.push(status));
      stream.write("half");
      const chunks: string[] = [];
      stream.setEncoding("utf8").on("data", (text) => chunks.push(text));
      await once(stream, "close");
      assert.deepEqual([interim, chunks.join(""), stream.rstCode], [[103], "early", constants.NGHTTP2_NO_ERROR]);
      const { failed } = await edgeWhen(({ ended }) => ended === 1);
      assert.equal(failed, 0);
    },
  ));

test("a stream that the callee resets is reset with the same code, and has failed; the connection goes on", () =>
  withHttp2(
    (stream, { ":path": path }) => {
      if (path === "/whole") {
        stream.respond({}, { endStream: true });
        return;
      }
      // Without, node ends the stream before it resets it.
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.write("half", () => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM));
    },
    async ({ connect, edgeWhen }) => {
      const caller = connect();
      const { body, code } = await get(caller);
      assert.deepEqual([body.toString(), code], ["half", constants.NGHTTP2_ENHANCE_YOUR_CALM]);
      assert.equal((await get(caller, { ":path": "/whole" })).status, 200);
      const { errors, connections } = await edgeWhen(({ ended }) => ended === 2);
      assert.deepEqual([errors, connections.total], [{ "reset ENHANCE_YOUR_CALM": 1 }, 1]);
    },
  ));

test("a stream that the caller cancels is cancelled at the callee, and was abandoned", () => {
  const cancelled = Promise.withResolvers<number>();
  return withHttp2(
    (stream) => stream.on("close", () => cancelled.resolve(stream.rstCode ?? 0)),
    async ({ connect, edgeWhen }) => {
      const stream = connect().request({});
      stream.on("error", () => undefined);
      await edgeWhen(({ inFlight }) => inFlight === 1);
      stream.close(constants.NGHTTP2_CANCEL);
      assert.equal(await cancelled.promise, constants.NGHTTP2_CANCEL);
      const { errors, inFlight } = await edgeWhen(({ ended }) => ended === 1);
      assert.deepEqual([errors, inFlight], [{ abandoned: 1 }, 0]);
    },
  );
});

test("where the callee's connection ends, the caller's ends, and no stream is said to be reset", () =>
  withHttp2(
    () => undefined,
    async ({ connect, edgeWhen, sockets }) => {
      const caller = connect();
      const waiting = get(caller);
      await edgeWhen(({ inFlight }) => inFlight === 1);
      const closed = once(caller, "close");
      sockets[0]?.end();
      await closed;
      // What node says of a stream whose connection is gone.
      assert.equal((await waiting).code, constants.NGHTTP2_CANCEL);
      const { errors } = await edgeWhen(({ connections }) => connections.open === 0);
      assert.deepEqual(errors, { "upstream closed": 1 });
    },
  ));

test("a GOAWAY is passed on: what is under way ends well, and nothing more is asked", () => {
  const asked = Promise.withResolvers<ServerHttp2Stream>();
  return withHttp2(
    (stream) => asked.resolve(stream),
    async ({ connect, edgeWhen, server }) => {
      const sessions: { close(): void }[] = [];
      server.on("session", (session) => sessions.push(session));
      const caller = connect();
      const waiting = get(caller);
      const stream = await asked.promise;
      const goneAway = once(caller, "goaway");
      for (const session of sessions) session.close();
      const [code] = await goneAway;
      assert.equal(code, constants.NGHTTP2_NO_ERROR);
      stream.respond({}, { endStream: true });
      assert.equal((await waiting).status, 200);
      await edgeWhen(({ connections }) => connections.open === 0);
    },
  );
});

test("an upstream that refuses ends the caller's connection, as one failed call", () =>
  withHttp2(
    () => undefined,
    async ({ connect, edgeWhen, server }) => {
      await new Promise((resolve) => server.close(resolve));
      const caller = connect();
      await once(caller, "close");
      const { started, failed, errors } = await edgeWhen(({ connections }) => connections.open === 0);
      assert.deepEqual([started, failed, errors], [1, 1, { "upstream refused": 1 }]);
    },
  ));
