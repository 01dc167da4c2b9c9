import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import type { AppliedMessageToxic } from "../../../src/proxy/applied-toxic.ts";
import { decodeToxics } from "../../../src/proxy/bodies.ts";
import { Exchanges } from "../../../src/proxy/messages/exchanges.ts";
import { beginMessages } from "../../../src/proxy/protocols/http1.ts";
import { FIN } from "../../../src/proxy/toxics/toxic.ts";
import { draws } from "../../support/draws.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** Bytes that go through exchanges with these toxics, without sockets. */
class Wire {
  toCallee = "";
  toCaller = "";
  ends = "";
  /** True while the callee is asked to stop. */
  isHeldBack = false;
  isCallerHeldBack = false;
  /** True while the caller reads less than it is sent. */
  isCallerFull = false;
  readonly clock = new FakeClock();
  readonly exchanges: Exchanges;
  readonly toxics: readonly AppliedMessageToxic[];

  constructor(toxics: readonly object[]) {
    const { clock } = this;
    const holders = new Set<object>();
    const sent = Buffer.from(JSON.stringify(toxics));
    this.exchanges = new Exchanges(
      {
        clock,
        seed: 1,
        standInsFrom: 0,
        toCallee: {
          data: (chunk) => {
            this.toCallee += chunk.toString("latin1");
          },
          end: ({ how }) => {
            this.ends += `>${how}`;
          },
        },
        toCaller: {
          data: (chunk) => {
            this.toCaller += chunk.toString("latin1");
          },
          end: ({ how }) => {
            this.ends += `<${how}`;
          },
        },
        isCallerFull: () => this.isCallerFull,
        holdRequests: (_, full) => {
          this.isCallerHeldBack = full;
        },
        holdAnswers: (by, full) => {
          if (full) holders.add(by);
          else holders.delete(by);
          this.isHeldBack = holders.size > 0;
        },
        broken: () => assert.fail("it is HTTP"),
        idle: () => undefined,
      },
      beginMessages(),
    );
    const { toxics: applied } = decodeToxics(sent, [], toxicTypes);
    this.toxics = applied as readonly AppliedMessageToxic[];
    this.exchanges.refresh(this.toxics);
  }

  /** Sends a text in pieces that end at the cuts, which are shares of its length. */
  send(from: "fromCaller" | "fromCallee", text: string, cuts: readonly number[]): void {
    const bytes = Buffer.from(text, "latin1");
    const ends = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].sort((a, b) => a - b);
    let at = 0;
    for (const end of ends) {
      if (end > at) this.exchanges[from].data(bytes.subarray(at, end));
      at = end;
    }
  }
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

/** Pieces that HTTP is made of, and others. */
const scrap = fc.constantFrom(
  "GET /a HTTP/1.1\r\nHost: a\r\n\r\n",
  "HEAD / HTTP/1.1\r\n\r\n",
  "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
  "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 204 No Content\r\n\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
  "HTTP/1.1 200 OK\r\n\r\nuntil the end",
  "HTTP/1.1 101 Switching Protocols\r\n\r\n",
  "CONNECT a:1 HTTP/1.1\r\n\r\n",
  "\r\n",
  "GET",
  " /",
  "\0\xff",
  "\n",
  "0\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\n",
);
const text = fc.array(scrap, { maxLength: 6 }).map((scraps) => scraps.join(""));

/** One of each type, none of which chooses anything. */
const NEVER = [
  { type: "http_status", attributes: { status: 503, path: "/never" } },
  { type: "http_abort", attributes: { share: 0 } },
  { type: "http_delay", attributes: { delay: 5, method: "NEVER" } },
  { type: "http_lost_answer", attributes: { header: { never: "*" } } },
  { type: "http_slow_answer", attributes: { rate: 1, per: "trace" } },
  { type: "http_truncate", attributes: { bytes: 1_000_000 } },
  { type: "http_header", attributes: { on: "answer", remove: ["never"] } },
];

test("bytes of messages that no toxic chooses are those of a plain proxy, whatever they are and however they are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, cuts, text, cuts), { maxLength: 4 }), (rounds) => {
      const wire = new Wire(NEVER);
      let asked = "";
      let answered = "";
      for (const [request, requestCuts, answer, answerCuts] of rounds) {
        wire.send("fromCaller", request, requestCuts);
        asked += request;
        wire.send("fromCallee", answer, answerCuts);
        answered += answer;
      }
      wire.exchanges.fromCaller.end(FIN);
      wire.exchanges.fromCallee.end(FIN);
      assert.deepEqual([wire.toCallee, wire.toCaller, wire.ends], [asked, answered, ">fin<fin"]);
    }),
    { numRuns: draws(300, 20_000) },
  );
});

interface Said {
  readonly request: string;
  readonly answer: string;
  readonly isChosen: boolean;
}

const body = fc.constantFrom("", "x", "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n");
const framed = fc.tuple(body, fc.boolean()).map(([content, isChunked]) => {
  const size = content.length.toString(16);
  const chunks = content === "" ? "0\r\n\r\n" : `${size}\r\n${content}\r\n0\r\n\r\n`;
  return isChunked
    ? `Transfer-Encoding: chunked\r\n\r\n${chunks}`
    : `Content-Length: ${content.length}\r\n\r\n${content}`;
});
const said: fc.Arbitrary<Said> = fc.record({
  request: framed.map((rest) => `POST / HTTP/1.1\r\n${rest}`),
  answer: fc.tuple(fc.boolean(), framed).map(([isContinued, rest]) => {
    const answer = `HTTP/1.1 200 OK\r\n${rest}`;
    return isContinued ? `HTTP/1.1 100 Continue\r\n\r\n${answer}` : answer;
  }),
  isChosen: fc.boolean(),
});

test("with pipelining, each request has its own answer, in order, whoever gives it", () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 8 }), cuts, cuts, (all, requestCuts, answerCuts) => {
      const calls = all.flatMap(({ isChosen }, index) => (isChosen ? [index + 1] : []));
      const wire = new Wire(calls.length === 0 ? [] : [{ type: "http_status", attributes: { status: 503, calls } }]);
      const asked = all.filter(({ isChosen }) => !isChosen);
      wire.send("fromCaller", all.map(({ request }) => request).join(""), requestCuts);
      assert.equal(wire.toCallee, asked.map(({ request }) => request).join(""));
      wire.send("fromCallee", asked.map(({ answer }) => answer).join(""), answerCuts);
      const made = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
      assert.equal(wire.toCaller, all.map(({ answer, isChosen }) => (isChosen ? made : answer)).join(""));
    }),
    { numRuns: draws(300, 20_000) },
  );
});

const GET = "GET / HTTP/1.1\r\n\r\n";

test("a slow answer goes on at its rate, in pieces, and stops its callee", async () => {
  const wire = new Wire([{ type: "http_slow_answer", attributes: { rate: 1000 } }]);
  wire.send("fromCaller", GET, []);
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
  wire.send("fromCallee", head + "x".repeat(100_000), []);
  const bodyAt = async (ms: number) => {
    while (wire.clock.nowMs() < ms) {
      await wire.clock.advance(Math.min(100, ms - wire.clock.nowMs()));
      // The last millisecond is waited for from turn to turn.
      await wire.clock.advance(0);
      await wire.clock.advance(0);
    }
    return wire.toCaller.length - head.length;
  };
  assert.deepEqual([await bodyAt(0), await bodyAt(99), wire.isHeldBack], [0, 0, true]);
  assert.deepEqual([await bodyAt(100), await bodyAt(1000), wire.isHeldBack], [100, 1000, true]);
  assert.deepEqual([await bodyAt(40_000), wire.isHeldBack], [40_000, false]);
  wire.send("fromCallee", "HTTP/1.1 408 x\r\n\r\n", []);
  wire.exchanges.fromCallee.end(FIN);
  assert.deepEqual([await bodyAt(99_900), wire.ends], [99_900, ""]);
  await bodyAt(100_000);
  assert.deepEqual([wire.toCaller.slice(-18), wire.ends], ["HTTP/1.1 408 x\r\n\r\n", "<fin"]);
});

test("a head that doesn't end is handed on as it is after ten seconds", async () => {
  const wire = new Wire([{ type: "http_status", attributes: { status: 503 } }]);
  wire.send("fromCaller", "GET / HTTP/1.1\r\nA: b", [0.2, 0.5]);
  await wire.clock.advance(9_999);
  assert.equal(wire.toCallee, "");
  await wire.clock.advance(1);
  wire.send("fromCaller", `c\r\n\r\n${GET}`, []);
  assert.equal(wire.toCallee, `GET / HTTP/1.1\r\nA: bc\r\n\r\n${GET}`);
  assert.equal(wire.clock.pending, 0);
});

test("what can't be in a head is handed on at once, though a letter began it", () => {
  fc.assert(
    fc.property(fc.constantFrom("AMQP\0\0\x09\x01", "MQTT\x04", "GET /\x7f", "HELLO\nx"), cuts, (text, cut) => {
      const wire = new Wire([{ type: "http_status", attributes: { status: 503 } }]);
      wire.send("fromCaller", text, cut);
      assert.equal(wire.toCallee, text);
      assert.equal(wire.clock.pending, 0);
    }),
  );
});

test("several that delay are done with one after the other", async () => {
  const wire = new Wire([
    { type: "http_delay", name: "a", attributes: { delay: 500 } },
    { type: "http_header", attributes: { on: "request", set: { A: "1" } } },
    { type: "http_delay", name: "b", attributes: { delay: 300 } },
  ]);
  wire.send("fromCaller", GET, []);
  await wire.clock.advance(799);
  assert.equal(wire.toCallee, "");
  await wire.clock.advance(1);
  assert.equal(wire.toCallee, "GET / HTTP/1.1\r\nA: 1\r\n\r\n");
});

test("a caller is stopped while more than 64 KB of its wait behind a request that is held", async () => {
  const wire = new Wire([{ type: "http_delay", attributes: { delay: 500, first: 1 } }]);
  const request = `POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n${"x".repeat(100_000)}`;
  wire.send("fromCaller", request + GET, [0.1, 0.6]);
  assert.deepEqual([wire.toCallee, wire.isCallerHeldBack], ["", true]);
  await wire.clock.advance(500);
  assert.deepEqual([wire.toCallee === request + GET, wire.isCallerHeldBack], [true, false]);
});

test("answers that are made wait while the caller reads none, also behind one of the callee's", () => {
  const wire = new Wire([{ type: "http_status", attributes: { status: 503, body: "made", after: 1 } }]);
  const made = () => {
    const times = wire.toCaller.split("made").length - 1;
    assert.equal(wire.toxics[0]?.actedCount, times);
    return times;
  };
  wire.isCallerFull = true;
  wire.send("fromCaller", GET.repeat(4), []);
  assert.equal(made(), 0);
  wire.send("fromCallee", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", []);
  assert.equal(made(), 1);
  wire.isCallerFull = false;
  wire.exchanges.callerDrained();
  assert.equal(made(), 3);
});

test("a callee that ends lets a caller's end through, which was full of an answer that was made", () => {
  const wire = new Wire([{ type: "http_status", attributes: { status: 503 } }]);
  wire.isCallerFull = true;
  wire.send("fromCaller", GET, []);
  wire.exchanges.fromCallee.end(FIN);
  wire.exchanges.fromCaller.end(FIN);
  assert.equal(wire.ends, "<fin>fin");
});
