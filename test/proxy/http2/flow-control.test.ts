import assert from "node:assert/strict";
import { once } from "node:events";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { get, type Http2UnderTest, withHttp2 } from "./http2-under-test.ts";

const PIECE = Buffer.alloc(64 * 1024);
/** Far more than all windows together. */
const PIECES = 1000;
/** More than the windows of the two sides and of the proxy, and their buffers, may hold. */
const HELD_BYTES = 4e6;

/** Writes all pieces as fast as it may, and ends. */
async function pour(stream: Writable, count: (bytes: number) => void): Promise<void> {
  function* pieces() {
    for (let n = 0; n < PIECES; n++) {
      count(PIECE.length);
      yield PIECE;
    }
  }
  await pipeline(Readable.from(pieces()), stream);
}

/** Has other calls go and come until nothing moves any more. */
async function untilStill(under: Http2UnderTest, moved: () => number): Promise<number> {
  const other = under.connect();
  for (let before = -1; before !== moved(); ) {
    before = moved();
    for (let n = 0; n < 20; n++) await get(other, { ":path": "/other" });
  }
  return moved();
}

test("a callee is held back by a caller that doesn't read, and goes on when it does", () => {
  let sent = 0;
  return withHttp2(
    (stream, { ":path": path }) => {
      stream.respond({});
      if (path === "/other") stream.end();
      else
        void pour(stream, (bytes) => {
          sent += bytes;
        });
    },
    async (under) => {
      const stream = under.connect().request({ ":path": "/much" });
      await once(stream, "response");
      assert.ok((await untilStill(under, () => sent)) < HELD_BYTES, `${sent}`);
      let read = 0;
      for await (const chunk of stream) read += chunk.length;
      assert.equal(read, PIECES * PIECE.length);
    },
  );
});

test("a caller is held back by a callee that doesn't read, and goes on when it does", () => {
  const much = Promise.withResolvers<AsyncIterable<Buffer>>();
  return withHttp2(
    (stream, { ":path": path }) => {
      if (path === "/other") stream.respond({}, { endStream: true });
      else much.resolve(stream);
    },
    async (under) => {
      const stream = under.connect().request({ ":path": "/much", ":method": "POST" });
      let sent = 0;
      const poured = pour(stream, (bytes) => {
        sent += bytes;
      });
      const callee = await much.promise;
      assert.ok((await untilStill(under, () => sent)) < HELD_BYTES, `${sent}`);
      let read = 0;
      for await (const chunk of callee) read += chunk.length;
      await poured;
      assert.equal(read, PIECES * PIECE.length);
    },
  );
});
