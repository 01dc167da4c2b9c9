import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EdgeRecorder } from "../../src/proxy/edge-recorder.ts";
import { Observer } from "../../src/proxy/observer.ts";
import { saidProtocols } from "../../src/proxy/protocols/list.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { assertSameHoweverCut, assertSeen, assertUnbroken, type Case, type Seen, watch } from "./watched.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
const POST = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
const CHUNKED_POST =
  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n0\r\n\r\nGET /\r\n0\r\nT: 1\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";
const UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
const CHUNKED =
  "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n3\r\nabc\r\n1f\r\nHTTP/1.1 500 no\r\n\r\nHTTP/1.1 501\r\n0\r\n\r\n";
const TWO_LINES =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked, ,\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
const TWO_LINES_POST =
  "POST / HTTP/1.1\r\ntransfer-encoding: gzip\r\nHost: a\r\nTransfer-encoding:\tCHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n";
const UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";

const once: Seen = { started: 1, ended: 1, failed: 0, inFlight: 0, errors: {}, statuses: { 200: 1 }, opaque: 0 };
const failedOnce = (reason: string, statuses: Readonly<Record<string, number>> = {}): Seen => ({
  started: 1,
  ended: 1,
  failed: 1,
  inFlight: 0,
  errors: { [reason]: 1 },
  statuses,
  opaque: 0,
});

const cases: readonly Case[] = [
  [
    "a body of a given length",
    [
      [">", GET],
      ["<", OK],
    ],
    once,
  ],
  [
    "a chunked body",
    [
      [">", GET],
      ["<", CHUNKED],
    ],
    once,
  ],
  ["a body that the end of the connection ends", [[">", GET], ["<", UNTIL_CLOSE], "upstream ends"], once],
  ["a body with a length and a caller that leaves afterwards", [[">", GET], ["<", OK], "caller leaves"], once],
  [
    "requests with bodies",
    [
      [">", POST],
      ["<", OK],
      [">", CHUNKED_POST],
      ["<", OK],
    ],
    { started: 2, ended: 2, failed: 0 },
  ],
  [
    "codings in two lines, which are one list",
    [
      [">", TWO_LINES_POST],
      ["<", TWO_LINES],
      [">", GET],
      ["<", OK],
    ],
    { started: 2, ended: 2, failed: 0, inFlight: 0, statuses: { 200: 2 } },
  ],
  [
    "methods with a hyphen, and other letters of a token",
    [
      [">", "M-SEARCH * HTTP/1.1\r\n\r\n"],
      ["<", OK],
      [">", "VERSION-CONTROL / HTTP/1.1\r\n\r\n"],
      ["<", OK],
      [">", "x_own.1 / HTTP/1.1\r\n\r\n"],
      ["<", OK],
    ],
    { started: 3, ended: 3, failed: 0, statuses: { 200: 3 } },
  ],
  [
    "HEAD, whose answer has no body",
    [
      [">", HEAD],
      ["<", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"],
    ],
    once,
  ],
  [
    "204 and 304",
    [
      [">", GET],
      ["<", EMPTY],
      [">", GET],
      ["<", "HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n"],
    ],
    { started: 2, ended: 2, failed: 0, statuses: { 204: 1, 304: 1 } },
  ],
  [
    "interim answers",
    [
      [">", POST],
      ["<", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"],
      ["<", OK],
    ],
    once,
  ],
  [
    "keep-alive",
    [
      [">", GET],
      ["<", OK],
      [">", GET],
      ["<", OK],
      [">", GET],
    ],
    { started: 3, ended: 2, inFlight: 1 },
  ],
  [
    "pipelining",
    [
      [">", GET + POST + HEAD],
      ["<", OK + UNAVAILABLE + EMPTY],
    ],
    { started: 3, ended: 3, failed: 1, errors: { "status 503": 1 }, statuses: { 200: 1, 503: 1, 204: 1 } },
  ],
  [
    "empty lines between requests",
    [
      [">", `\r\n${GET}`],
      ["<", OK],
      [">", `\r\n\r\n${GET}`],
      ["<", OK],
    ],
    { started: 2, ended: 2 },
  ],
  [
    "a 5xx",
    [
      [">", GET],
      ["<", UNAVAILABLE],
    ],
    failedOnce("status 503", { 503: 1 }),
  ],
  ["no answer", [[">", GET], "upstream ends"], failedOnce("upstream closed")],
  [
    "an answer cut short",
    [[">", GET], ["<", OK.slice(0, -1)], "upstream ends"],
    failedOnce("upstream closed", { 200: 1 }),
  ],
  ["a reset", [[">", GET], ["<", OK.slice(0, 9)], "upstream resets"], failedOnce("upstream reset")],
  [
    "a reset of a body that has no length",
    [[">", GET], ["<", UNTIL_CLOSE], "upstream resets"],
    failedOnce("upstream reset", { 200: 1 }),
  ],
  ["a caller that gives up", [[">", GET], "caller leaves", ["<", OK]], failedOnce("abandoned")],
  ["an upstream that refuses, and a silent caller", ["upstream refuses"], failedOnce("upstream refused")],
  ["an upstream that refuses after a request", [[">", GET], "upstream refuses"], failedOnce("upstream refused")],
  [
    "an upstream that refuses after bytes that aren't HTTP",
    [[">", "\x16\x03\x01\0\x09\x01"], "upstream refuses"],
    { ...failedOnce("upstream refused"), opaque: 1 },
  ],
  [
    "an answer that isn't HTTP",
    [
      [">", GET],
      ["<", "220 mail ready\r\n"],
    ],
    failedOnce("malformed answer"),
  ],
  [
    "a chunk size that isn't one",
    [
      [">", GET],
      ["<", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    ],
    failedOnce("malformed answer", { 200: 1 }),
  ],
  [
    "an upgrade",
    [
      [">", GET],
      ["<", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x81\x05hello"],
      [">", GET],
      ["<", OK],
    ],
    { ...once, statuses: { 101: 1 } },
  ],
  [
    "a tunnel",
    [
      [">", "CONNECT a:1 HTTP/1.1\r\n\r\n"],
      ["<", "HTTP/1.1 200 OK\r\n\r\n"],
      [">", "\x16\x03"],
      ["<", "\x16\x03"],
    ],
    once,
  ],
  [
    "TLS",
    [
      [">", "\x16\x03\x01"],
      ["<", "\x16\x03\x03"],
    ],
    { started: 0, ended: 0, opaque: 1 },
  ],
  [
    "a server that speaks first",
    [
      ["<", "220 mail ready\r\n"],
      [">", GET],
      ["<", OK],
    ],
    { started: 0, ended: 0, opaque: 1 },
  ],
  [
    "a line protocol",
    [
      [">", "PING\r\n"],
      ["<", "PONG\r\n"],
    ],
    { started: 0, ended: 0, opaque: 1 },
  ],
  ["a line protocol that isn't answered", [[">", "PING\r\n"], "upstream ends"], { started: 0, ended: 0, opaque: 1 }],
  ["an empty line, and no more", [[">", "\r\n"], "caller leaves"], { started: 0, ended: 0, opaque: 0 }],
  ["a line that isn't whole", [[">", "GET /"], "caller leaves"], { started: 0, ended: 0, opaque: 0 }],
  ["Kafka", [[">", "\0\0\0\x1a\0\x03\0\0\0\0\0\x01\0\x05test"]], { started: 0, ended: 0, opaque: 1 }],
  ["AMQP, which begins with letters", [[">", "AMQP\0\0\x09\x01"]], { started: 0, ended: 0, opaque: 1 }],
  ["MySQL, whose greeting may begin with an H", [["<", "H\0\0\0\x0a8.4.0\0"]], { started: 0, ended: 0, opaque: 0 }],
  [
    "a server that tells a silent caller to go",
    [["<", "HTTP/1.1 408 Request Timeout\r\n\r\n"], "upstream ends"],
    { started: 0, ended: 0, opaque: 0 },
  ],
  ["HTTP/2, which its relay counts", [[">", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]], { started: 0, ended: 0, opaque: 0 }],
  [
    "bytes after the answer",
    [
      [">", GET],
      ["<", `${OK}HTTP/1.1 408 late\r\n\r\n`],
      [">", GET],
      ["<", OK],
    ],
    once,
  ],
];

describe("the observer counts", () => {
  for (const [title, steps, expected] of cases) test(title, () => assertSeen(steps, expected));
});

test("however the bytes are cut, the same is counted", () => assertSameHoweverCut(cases, 1500));

test("no bytes break it, and every call that began ends with the connection", () => {
  const marks = ["HTTP/1.1 ", "\r\n", "\r\n\r\n", "ffffffffffffff\r\n"];
  assertUnbroken([GET, POST, CHUNKED_POST, OK, CHUNKED, UNTIL_CLOSE, EMPTY, ...marks], 2000);
});

test("a head without end isn't kept", () => {
  const { recorder, observer } = watch([[">", "GET /"]]);
  for (let times = 0; times < 100; times++) observer.request(Buffer.alloc(1024, "a"));
  observer.request(Buffer.from(" HTTP/1.1\r\n\r\n"));
  assert.equal(recorder.read().started, 0);
});

test("times run from the request's first byte to the answer's first and last", async () => {
  const clock = new FakeClock();
  const recorder = new EdgeRecorder(clock);
  const observer = new Observer(recorder);
  observer.request(Buffer.from(GET.slice(0, 3)));
  await clock.advance(0.01);
  observer.request(Buffer.from(GET.slice(3)));
  await clock.advance(0.02);
  assert.deepEqual(recorder.read().ages, [30, 1]);
  observer.answer(Buffer.from(OK.slice(0, 3)));
  await clock.advance(0.03);
  observer.answer(Buffer.from(OK.slice(3)));
  const { firstByte, latency, ages } = recorder.read();
  assert.deepEqual({ firstByte, latency, ages }, { firstByte: [30, 1], latency: [60, 1], ages: [] });
});

test("what is found to be HTTP/2 once a part of it has passed is given up, and goes on", () => {
  const recorder = new EdgeRecorder(new FakeClock());
  const observer: Observer = new Observer(recorder, saidProtocols.http2, () => observer.lose());
  observer.answer(Buffer.from([0]));
  observer.request(Buffer.from("PRI"));
  const { opaque, started, protocols } = recorder.read();
  assert.deepEqual([opaque, started, protocols["http/2"]], [1, 0, 1]);
});
