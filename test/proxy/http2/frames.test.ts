import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { dial, type Peer, Upstream } from "../../support/sockets.ts";
import { edgeTo } from "../edge-to-server.ts";
import {
  DATA,
  END_HEADERS,
  END_STREAM,
  type Frame,
  field,
  frame,
  framesOf,
  HEADERS,
  PREFACE,
  RST_STREAM,
  SETTINGS,
} from "./frames.ts";
import { get, withHttp2 } from "./http2-under-test.ts";

/** POST / of http://a, in fields of the static table. */
const POST = Buffer.from([0x83, 0x86, 0x84, 0x41, 0x01, 0x61]);
const GET = Buffer.from([0x82, ...POST.subarray(1)]);
const OK = Buffer.from([0x88]);
const HELLO = Buffer.concat([Buffer.from(PREFACE), frame(SETTINGS, 0, 0)]);

/** The frames of stream 1 that have come, as soon as one of them fits. */
async function framesWith(peer: Peer, fits: (frame: Frame) => boolean): Promise<readonly Frame[]> {
  for (;;) {
    const frames = framesOf(Buffer.from(peer.text, "latin1")).filter(({ stream }) => stream === 1);
    if (frames.some(fits)) return frames;
    await once(peer.socket, "received");
  }
}

const isReset = ({ type }: Frame) => type === RST_STREAM;
const resetOf = (code: number) => frame(RST_STREAM, 0, 1, Buffer.from([0, 0, 0, code]));
const named = ({ type, flags, payload }: Frame) =>
  `${["DATA", "HEADERS", "", "RST"][type]}${flags & END_STREAM && type !== RST_STREAM ? " END" : ""}${type === RST_STREAM ? ` ${payload[3]}` : ""}`;

for (const code of [0, 8]) {
  test(`an upload that its caller gives up with code ${code} is never whole for the callee`, async () => {
    const callee = await Upstream.listen();
    await edgeTo(callee, async ({ proxied, edgeWhen }) => {
      const caller = await dial(proxied);
      caller.send(Buffer.concat([HELLO, frame(HEADERS, END_HEADERS, 1, POST), frame(DATA, 0, 1, Buffer.from("half"))]));
      const peer = await callee.peer();
      peer.send(frame(SETTINGS, 0, 0));
      await framesWith(peer, ({ type }) => type === DATA);
      caller.send(resetOf(code));
      assert.deepEqual((await framesWith(peer, isReset)).map(named), ["HEADERS", "DATA", "RST 8"]);
      await edgeWhen(({ errors }) => errors.abandoned === 1);
      caller.socket.destroy();
    });
    await callee.close();
  });
}

const HEAD = frame(HEADERS, END_HEADERS, 1, OK);
const HALF = frame(DATA, 0, 1, Buffer.from("half"));
const TRAILERS = frame(HEADERS, END_HEADERS | END_STREAM, 1, field("a", "b"));

/** Answers of a callee in one piece, before the request is over, and what their caller gets of them. */
const answers: Readonly<
  Record<string, readonly [answer: readonly Buffer[], heard: readonly string[], failed: number]>
> = {
  "an answer that is reset with NO_ERROR before its end": [[HEAD, HALF, resetOf(0)], ["HEADERS", "DATA", "RST 0"], 1],
  "an answer that is reset behind its head": [[HEAD, resetOf(2)], ["HEADERS", "RST 2"], 1],
  "a head alone, and no more is wanted": [
    [frame(HEADERS, END_HEADERS | END_STREAM, 1, OK), resetOf(0)],
    ["HEADERS END", "RST 0"],
    0,
  ],
  "a whole answer with trailers, and no more is wanted": [
    [HEAD, HALF, TRAILERS, resetOf(0)],
    ["HEADERS", "DATA", "HEADERS END", "RST 0"],
    0,
  ],
};

for (const [what, [answer, heard, failed]] of Object.entries(answers)) {
  test(`${what}: its caller hears just that`, async () => {
    const callee = await Upstream.listen();
    await edgeTo(callee, async ({ proxied, edgeWhen }) => {
      const caller = await dial(proxied);
      caller.send(Buffer.concat([HELLO, frame(HEADERS, END_HEADERS, 1, POST)]));
      const peer = await callee.peer();
      peer.send(frame(SETTINGS, 0, 0));
      await framesWith(peer, ({ type }) => type === HEADERS);
      peer.send(Buffer.concat(answer));
      assert.deepEqual((await framesWith(caller, isReset)).map(named), heard);
      assert.equal((await edgeWhen(({ ended }) => ended === 1)).failed, failed);
      caller.socket.destroy();
    });
    await callee.close();
  });
}

test("limit_data lets through the bytes of an answer up to the limit, however many come at once", async () => {
  const callee = await Upstream.listen();
  await edgeTo(callee, async ({ proxied, addToxic, whenClosed }) => {
    const first = Buffer.concat([frame(SETTINGS, 0, 0), HEAD]);
    const frames = Array.from({ length: 5 }, () => frame(DATA, 0, 1, Buffer.alloc(10_000)));
    await addToxic("limit_data", { bytes: first.length + 3 * 10_009 + 9 + 1234 });
    const caller = await dial(proxied);
    caller.send(Buffer.concat([HELLO, frame(HEADERS, END_HEADERS | END_STREAM, 1, GET)]));
    (await callee.peer()).send(Buffer.concat([first, ...frames]));
    assert.equal(await caller.ended, "fin");
    const came = framesOf(Buffer.from(caller.text, "latin1")).filter(({ type }) => type === DATA);
    assert.equal(
      came.reduce((sum, { payload }) => sum + payload.length, 0),
      31_234,
    );
    caller.socket.destroy();
    assert.deepEqual((await whenClosed()).errors, { "toxic limit_data": 1 });
  });
  await callee.close();
});

test("a callee that says its settings again and again is answered, and its caller hears them once", async () => {
  const callee = await Upstream.listen();
  const again = frame(SETTINGS, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100]));
  await edgeTo(callee, async ({ proxied, edgeWhen }) => {
    const caller = await dial(proxied);
    caller.send(Buffer.concat([HELLO, frame(HEADERS, END_HEADERS | END_STREAM, 1, GET)]));
    const peer = await callee.peer();
    const settings = Array.from({ length: 30 }, () => again);
    peer.send(Buffer.concat([...settings, frame(HEADERS, END_HEADERS | END_STREAM, 1, OK)]));
    assert.deepEqual((await edgeWhen(({ ended }) => ended === 1)).statuses, { 200: 1 });
    caller.socket.destroy();
  });
  await callee.close();
});

test("several lines of a field stay so, those too of which node keeps one", () => {
  const asked: string[] = [];
  const lines = ["user-agent", "1", "user-agent", "2", "x-bin", "AAA=", "x-bin", "BBB="];
  return withHttp2(
    (stream) => stream.respond({ "x-set": ["1", "2"] }, { endStream: true }),
    async ({ address, server, edgeWhen, connect }) => {
      server.on("stream", (...[, , , raw]) => asked.push(...raw));
      const caller = await dial(address);
      const fields = lines.flatMap((name, at) => (at % 2 === 0 ? [field(name, lines[at + 1] ?? "")] : []));
      caller.send(Buffer.concat([HELLO, frame(HEADERS, END_HEADERS | END_STREAM, 1, Buffer.concat([GET, ...fields]))]));
      await edgeWhen(({ ended }) => ended === 1);
      assert.deepEqual(asked.slice(asked.indexOf("user-agent")), lines);
      caller.socket.destroy();
      assert.equal((await get(connect())).headers["x-set"], "1, 2");
    },
  );
});
