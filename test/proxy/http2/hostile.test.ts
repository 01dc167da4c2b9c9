import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { dial, type Peer } from "../../support/sockets.ts";
import { ask } from "../../support/toxiproxy-http.ts";
import { frame, PREFACE } from "./frames.ts";
import { type Http2UnderTest, type OnStream, withHttp2 } from "./http2-under-test.ts";

const SETTINGS = frame(4, 0, 0);
/** GET / of http://a, in fields of the static table. */
const GET = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x61]);
const headers = (stream: number) => frame(1, 0x5, stream, GET);
const cancel = (stream: number) => frame(3, 0, stream, Buffer.from([0, 0, 0, 8]));

const answer: OnStream = (stream) => stream.respond({}, { endStream: true });

async function hello({ address }: Http2UnderTest): Promise<Peer> {
  const caller = await dial(address);
  caller.send(Buffer.concat([Buffer.from(PREFACE), SETTINGS]));
  return caller;
}

/** Sends a frame made for each number until the proxy ends the connection, or all are sent. */
async function flood(caller: Peer, count: number, make: (n: number) => Buffer): Promise<void> {
  for (let n = 0; n < count && caller.socket.writable; n += 200) {
    const part = Buffer.concat(Array.from({ length: 200 }, (_, index) => make(n + index)));
    if (!caller.socket.write(part)) await Promise.race([once(caller.socket, "drain"), caller.ended]);
  }
}

const nothingLeft = (under: Http2UnderTest) =>
  under.edgeWhen(({ connections, inFlight }) => connections.open === 0 && inFlight === 0);

test("rapid resets end the connection, and leave nothing behind", () =>
  withHttp2(answer, async (under) => {
    const caller = await hello(under);
    await flood(caller, 60_000, (n) => Buffer.concat([headers(2 * n + 1), cancel(2 * n + 1)]));
    await caller.ended;
    const { started, ended } = await nothingLeft(under);
    assert.equal(started, ended);
  }));

const floods: Readonly<Record<string, (n: number) => Buffer>> = {
  settings: () => SETTINGS,
  pings: () => frame(6, 0, 0, Buffer.alloc(8)),
  requests: (n) => headers(2 * n + 1),
};

for (const [what, make] of Object.entries(floods)) {
  test(`a flood of ${what} from a caller that reads no answers ends the connection`, () =>
    withHttp2(answer, async (under) => {
      const caller = await hello(under);
      caller.socket.pause();
      const before = process.memoryUsage().rss;
      await flood(caller, 3_000_000, make);
      caller.socket.resume();
      await caller.ended;
      await nothingLeft(under);
      assert.ok(process.memoryUsage().rss - before < 150e6);
    }));
}

test("a head that never ends is cut off at its limit", () =>
  withHttp2(answer, async (under) => {
    const caller = await hello(under);
    caller.send(frame(1, 0, 1, GET));
    const field = Buffer.concat([Buffer.from([0x00, 0x01, 0x61, 0x7f, 0x81, 0x7f]), Buffer.alloc(16_256, "b")]);
    await flood(caller, 2000, () => frame(9, 0, 1, field.subarray(0, 16_000)));
    await caller.ended;
    await nothingLeft(under);
  }));

test("what begins like HTTP/2 and is none ends the connection", () =>
  withHttp2(answer, async (under) => {
    const caller = await dial(under.address);
    caller.send(`${PREFACE}GET / HTTP/1.1\r\n\r\n`);
    await caller.ended;
    await nothingLeft(under);
  }));

test("a caller that begins to make no sense has failed what it waited for, for that reason", () =>
  withHttp2(
    () => undefined,
    async (under) => {
      const caller = await hello(under);
      caller.send(headers(1));
      await under.edgeWhen(({ inFlight }) => inFlight === 1);
      caller.send(frame(0, 0, 0, Buffer.from("data of no stream")));
      await caller.ended;
      assert.deepEqual((await nothingLeft(under)).errors, { "malformed request": 1 });
    },
  ));

test("a caller that speaks something else where HTTP/2 is said is one failed call, for that reason", () =>
  withHttp2(answer, async (under) => {
    await ask(under.apiUrl, "PATCH /proxies/p", { protocol: "http2" });
    const caller = await dial(under.address);
    caller.send("GET / HTTP/1.1\r\n\r\n");
    await caller.ended;
    const { started, errors } = await nothingLeft(under);
    assert.deepEqual([started, errors], [1, { "no http/2": 1 }]);
  }));
