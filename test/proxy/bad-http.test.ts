import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { FakeClock } from "../support/fake-clock.ts";
import type { Peer } from "../support/sockets.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

const TOO_LARGE = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
const HEAD_LIMIT_MS = 10_000;

/** A proxy without a toxic, and one whose toxic would answer every request. */
const toxics = {
  "without a fault": [],
  "with a fault on all requests": [{ type: "http_status", attributes: { status: 503 } }],
};

async function addTo({ apiUrl }: ProxyUnderTest, added: readonly object[]): Promise<void> {
  for (const toxic of added) await ask(apiUrl, "POST /proxies/p/toxics", toxic);
}

/** Ends both sides, and waits until the proxy has nothing of them any more. */
async function leave({ edgeWhen }: ProxyUnderTest, ...peers: readonly Peer[]): Promise<void> {
  for (const { socket } of peers) socket.end();
  const { inFlight } = await edgeWhen(({ connections }) => connections.open === 0);
  assert.equal(inFlight, 0);
}

for (const [how, added] of Object.entries(toxics)) {
  describe(how, () => {
    it("a header of 1 MB goes to the callee as it is, whose answer comes back", () =>
      withProxy(async (proxy) => {
        await addTo(proxy, added);
        const { caller, callee } = await proxy.connect();
        const request = `GET / HTTP/1.1\r\nX: ${"x".repeat(2 ** 20)}\r\n\r\n`;
        caller.send(request);
        assert.ok((await callee.receive(request.length)) === request);
        callee.send(TOO_LARGE);
        assert.equal(await caller.receive(TOO_LARGE.length), TOO_LARGE);
        assert.equal((await proxy.edge()).opaque, 1);
        await leave(proxy, caller, callee);
      }));

    it("heads that never end are the callee's to end, after ten seconds at the latest", async () => {
      const clock = new FakeClock();
      await withProxy(
        async (proxy) => {
          await addTo(proxy, added);
          const pairs = [];
          for (let n = 0; n < 30; n++) pairs.push(await proxy.connect());
          const begun = "GET / HTTP/1.1\r\nA: b\r\n";
          for (const { caller } of pairs) for (const byte of begun) caller.send(byte);
          if (added.length > 0) {
            await proxy.edgeWhen(() => clock.pending >= pairs.length);
            assert.ok(pairs.every(({ callee }) => callee.bytes === 0));
            await clock.advance(HEAD_LIMIT_MS);
          }
          for (const { caller, callee } of pairs) {
            assert.equal(await callee.receive(begun.length), begun);
            // From now on each byte goes on as it comes.
            caller.send("c");
            await callee.receive(begun.length + 1);
            callee.socket.end();
            assert.equal(await caller.ended, "fin");
          }
          await leave(proxy, ...pairs.map(({ caller }) => caller));
        },
        { clock },
      );
      assert.equal(clock.pending, 0);
    });
  });
}

describe("a callee that answers before the request is over", () => {
  const answer = "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";
  const acting = {
    http_header: [{ set: { "X-A": "b" }, on: "answer" }, answer.replace("\r\n\r\nno", "\r\nX-A: b\r\n\r\nno")],
    http_slow_answer: [{ rate: 1_000_000 }, answer],
    http_truncate: [{ bytes: 1 }, answer.slice(0, -1)],
    http_delay: [{ delay: 1 }, answer],
  } as const;
  for (const [type, [attributes, heard]] of Object.entries(acting)) {
    it(`is heard through ${type}, and the body that goes on is neither kept nor in its way`, () =>
      withProxy(async (proxy) => {
        await addTo(proxy, [{ type, attributes }]);
        const { caller, callee } = await proxy.connect();
        const head = "POST / HTTP/1.1\r\nContent-Length: 10000000000\r\n\r\n";
        caller.send(head);
        await callee.receive(head.length);
        callee.socket.pause();
        const piece = Buffer.alloc(2 ** 20);
        // More than what kernels hold on the way.
        for (let n = 0; n < 40; n++) caller.send(piece);
        await drained(caller);
        callee.send(answer);
        assert.equal(await caller.receive(heard.length), heard);
        assert.ok(caller.socket.writableLength > 0, "the proxy took all of the body");
        callee.socket.destroy();
        caller.socket.destroy();
        await proxy.edgeWhen(({ connections }) => connections.open === 0);
      }));
  }
});

/** Waits until a peer's bytes go on no further. */
async function drained({ socket }: Peer): Promise<void> {
  for (let before = -1; before !== socket.writableLength; ) {
    before = socket.writableLength;
    await once(AbortSignal.timeout(100), "abort");
  }
}
