import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { EdgeRecorder } from "../../../src/proxy/edge-recorder.ts";
import { Observer } from "../../../src/proxy/observer.ts";
import { failureOf } from "../../../src/proxy/protocols/redis/failure-of.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { assertSameHoweverCut, assertSeen, assertUnbroken, type Case, type Step, watch } from "../watched.ts";
import { bulk, command } from "./spoken.ts";

const OK = "+OK\r\n";

/** A command as clients send it: an array of bulk strings. */
function ask(...words: readonly string[]): Step {
  return [">", command(...words)];
}

function array(...elements: readonly string[]): string {
  return `*${elements.length}\r\n${elements.join("")}`;
}

function message(kind: string, channel: string, last: string): string {
  return array(bulk(kind), bulk(channel), last);
}

const PING = command("PING");

const cases: readonly Case[] = [
  ["a command", [ask("SET", "a", "1"), ["<", OK]], { started: 1, ended: 1, failed: 0, inFlight: 0, opaque: 0 }],
  [
    "a caller that doesn't wait for QUIT's answer",
    [ask("QUIT"), "caller leaves"],
    { started: 0, failed: 0, inFlight: 0 },
  ],
  ["a caller that does", [ask("QUIT"), ["<", OK], "upstream ends"], { started: 1, ended: 1, failed: 0 }],
  ["one that isn't answered yet", [ask("PING")], { started: 1, ended: 0, inFlight: 1 }],
  ["one whose value has not come yet", [[">", "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$900\r\nx"]], { started: 1, inFlight: 1 }],
  [
    "pipelined ones, in order",
    [
      [">", PING + command("GET", "a") + command("LRANGE", "b", "0", "-1")],
      ["<", `+PONG\r\n-LOADING dataset\r\n${array(bulk("message"), ":1\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n")}`],
    ],
    { started: 3, ended: 3, failed: 1, errors: { "redis LOADING": 1 } },
  ],
  [
    "every type of RESP3",
    [
      [">", command("HELLO", "3") + PING.repeat(9)],
      ["<", `%1\r\n+server\r\n+redis\r\n_\r\n#t\r\n,1.5\r\n(12345678901234567890\r\n=5\r\ntxt:a\r\n`],
      [
        "<",
        "~2\r\n+a\r\n:1\r\n|1\r\n+ttl\r\n:60\r\n$1\r\nx\r\n!9\r\nOOM full!\r\n*1\r\n|1\r\n+a\r\n*1\r\n:1\r\n:2\r\n",
      ],
      ["<", ">2\r\n+invalidate\r\n*1\r\n$1\r\na\r\n"],
    ],
    { started: 10, ended: 10, failed: 1, errors: { "redis OOM": 1 }, opaque: 0 },
  ],
  [
    "errors of the caller's own",
    [
      [">", PING.repeat(3)],
      ["<", "-WRONGTYPE Operation against a key\r\n-NOAUTH\r\n-ERR unknown command\r\n"],
    ],
    { started: 3, ended: 3, failed: 0, errors: {} },
  ],
  [
    "a transaction, command by command",
    [
      [">", command("MULTI") + command("INCR", "a") + command("EXEC")],
      ["<", `${OK}+QUEUED\r\n*1\r\n:1\r\n`],
    ],
    { started: 3, ended: 3, failed: 0, inFlight: 0 },
  ],
  [
    "inline commands, and lines without any",
    [
      [">", "PING\r\n\r\n  \r\nset a 1\r\n*0\r\nGET a\n"],
      ["<", `+PONG\r\n${OK}$1\r\n1\r\n`],
      [">", "GET a\r\n"],
    ],
    { started: 4, ended: 3, inFlight: 1, opaque: 0 },
  ],
  [
    "a wait on purpose, which is in nobody's way",
    [ask("BLPOP", "jobs", "0")],
    { started: 0, ended: 0, inFlight: 0, opaque: 0 },
  ],
  [
    "a wait that ends, without a latency",
    [ask("BLPOP", "jobs", "0"), ["<", array(bulk("jobs"), bulk("1"))]],
    { started: 1, ended: 1, failed: 0, latency: [] },
  ],
  [
    "a wait that the caller gives up",
    [ask("XREAD", "BLOCK", "0", "STREAMS", "a", "$"), "caller leaves"],
    { started: 0 },
  ],
  [
    "a wait that is cut off",
    [ask("XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "BLOCK", "0", "STREAMS", "a", ">"), "upstream resets"],
    { started: 1, ended: 1, failed: 1, errors: { "upstream reset": 1 } },
  ],
  ["a stream of that name is no wait", [ask("XREAD", "STREAMS", "block", "0")], { started: 1, inFlight: 1 }],
  [
    "subscriptions in RESP2: messages and further confirmations aren't asked for",
    [
      [">", command("SUBSCRIBE", "a", "b") + command("SUBSCRIBE", "c") + PING],
      ["<", [1, 2, 3].map((n) => message("subscribe", "abc".charAt(n - 1), `:${n}\r\n`)).join("")],
      ["<", array(bulk("pong"), bulk("")) + message("message", "a", bulk("hello"))],
      ask("UNSUBSCRIBE"),
      ["<", [2, 1, 0].map((n) => message("unsubscribe", "abc".charAt(n), `:${n}\r\n`)).join("")],
      ask("LRANGE", "a", "0", "1"),
      ["<", array(bulk("message"), bulk("x"))],
    ],
    { started: 5, ended: 5, failed: 0, inFlight: 0, streams: 2, opaque: 0 },
  ],
  [
    "subscriptions in RESP3, beside other commands",
    [
      [">", command("PSUBSCRIBE", "a*", "b*") + PING],
      ["<", ">3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:1\r\n>3\r\n$10\r\npsubscribe\r\n$2\r\nb*\r\n:2\r\n+PONG\r\n"],
      ["<", ">4\r\n$8\r\npmessage\r\n$2\r\na*\r\n$1\r\na\r\n$1\r\nx\r\n"],
      ask("GET", "a"),
      ["<", "_\r\n"],
    ],
    { started: 3, ended: 3, failed: 0, inFlight: 0, streams: 1, opaque: 0 },
  ],
  [
    "MONITOR, and no more after it",
    [ask("MONITOR"), ["<", `${OK}+1339518083.107412 [0 127.0.0.1:60866] "keys" "*"\r\n`], ask("PING"), "upstream ends"],
    { started: 1, ended: 1, failed: 0, inFlight: 0, streams: 1, opaque: 0 },
  ],
  [
    "replication, and no more after it",
    [
      [">", command("PING") + command("REPLCONF", "listening-port", "1") + command("PSYNC", "?", "-1")],
      ["<", `+PONG\r\n${OK}\n\n+FULLRESYNC 8371b4fb 0\r\n$5\r\nREDIS*1\r\n$4\r\nPING\r\n`],
      ask("REPLCONF", "ACK", "14"),
      "upstream resets",
    ],
    { started: 3, ended: 3, failed: 0, inFlight: 0, streams: 1, opaque: 0 },
  ],
  [
    "commands without replies",
    [
      [">", PING + command("CLIENT", "REPLY", "OFF") + PING.repeat(2) + command("client", "reply", "on")],
      ["<", `+PONG\r\n${OK}`],
      [">", command("CLIENT", "REPLY", "SKIP") + PING.repeat(2)],
      ["<", "+PONG\r\n"],
    ],
    { started: 8, ended: 8, failed: 0, inFlight: 0, opaque: 0 },
  ],
  [
    "a server that is full, to a silent caller",
    [["<", "-ERR max number of clients reached\r\n"], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "redis ERR": 1 }, opaque: 0 },
  ],
  [
    "a server that is full, to one who asked",
    [ask("PING"), ["<", "-ERR max number of clients reached\r\n"], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "redis ERR": 1 }, opaque: 0 },
  ],
  [
    "a reply that is cut short",
    [ask("GET", "a"), ["<", "$9\r\nabc"], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "upstream closed": 1 } },
  ],
  ["a caller that gives up", [ask("GET", "a"), "caller leaves"], { failed: 1, errors: { abandoned: 1 } }],
  ["an upstream that refuses", [ask("GET", "a"), "upstream refuses"], { failed: 1, errors: { "upstream refused": 1 } }],
  [
    "commands that make no sense: nothing is concluded",
    [ask("GET", "a"), [">", "*1\r\nPING\r\n"]],
    { started: 1, ended: 1, failed: 0, opaque: 1 },
  ],
  ["replies that make no sense", [ask("GET", "a"), ["<", "HTTP/1.1 400\r\n"]], { ended: 1, failed: 0, opaque: 1 }],
  ["more replies than commands", [ask("GET", "a"), ["<", OK + OK]], { ended: 1, failed: 0, opaque: 1 }],
];

describe("of Redis are counted", () => {
  for (const [title, steps, expected] of cases) test(title, () => assertSeen(steps, expected));
});

test("however the bytes are cut, the same is counted", () => assertSameHoweverCut(cases, 1000));

test("no bytes break it", () => {
  const types = ["*", "$", ">", "|", "%", ":", "+", "-1\r\n", "\r\n", "99999999999999999999\r\n", "*2147483647\r\n"];
  const commands = [command("SUBSCRIBE", "a"), command("CLIENT", "REPLY", "OFF"), command("PSYNC"), "GET a\r\n"];
  assertUnbroken([PING, OK, array(OK, OK), message("message", "a", OK), ...commands, ...types], 2000);
});

test("any reply, however nested, is one reply", () => {
  const { reply } = fc.letrec<{ reply: string }>((tie) => ({
    reply: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(OK, ":1\r\n", "$-1\r\n", "*-1\r\n", "_\r\n", "#f\r\n"),
      fc.string({ unit: "binary", maxLength: 20 }).map((text) => `$${text.length}\r\n${text}\r\n`),
      fc.array(tie("reply"), { maxLength: 4 }).map((elements) => array(...elements)),
      fc.tuple(tie("reply"), tie("reply")).map((pair) => `%1\r\n${pair.join("")}`),
      fc.tuple(tie("reply"), tie("reply"), tie("reply")).map((all) => `|1\r\n${all.join("")}`),
    ),
  }));
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 5 }), (replies) => {
      const { started, ended, opaque, failed } = watch([
        [">", PING.repeat(replies.length + 1)],
        ["<", replies.join("")],
      ]).recorder.read();
      assert.deepEqual([started, ended, failed, opaque], [replies.length + 1, replies.length, 0, 0]);
    }),
    { numRuns: 500 },
  );
});

test("what never ends costs no memory and no count", () => {
  const endless: readonly (readonly [string, string])[] = [
    ["+", "x".repeat(65_536)],
    ["$1073741824\r\n", "x".repeat(65_536)],
    ["", "*1\r\n".repeat(16_384)],
    ["-", "x".repeat(65_536)],
  ];
  for (const [begin, more] of endless) {
    const { observer, recorder } = watch([ask("GET", "a"), ["<", begin]]);
    const chunk = Buffer.from(more);
    const before = process.memoryUsage().heapUsed;
    for (let times = 0; times < 500; times++) observer.answer(chunk);
    assert.ok(process.memoryUsage().heapUsed - before < 20e6, begin);
    const { started, ended, opaque } = recorder.read();
    assert.deepEqual([started, ended, opaque], [1, 0, 0], begin);
  }
});

test("a caller that asks without end and reads nothing is given up, as not measured", () => {
  const { observer, recorder } = watch([ask("PING")]);
  const chunk = Buffer.from(PING.repeat(1000));
  for (let times = 0; times < 200; times++) observer.request(chunk);
  const { inFlight, opaque, failed } = recorder.read();
  assert.deepEqual([inFlight, opaque, failed], [0, 1, 0]);
});

test("an edge that has carried Redis takes a line for a command before it is answered", () => {
  const recorder = new EdgeRecorder(new FakeClock());
  new Observer(recorder).request(Buffer.from(PING));
  new Observer(recorder).request(Buffer.from("INCR a\r\n"));
  assert.equal(recorder.read().inFlight, 2);
  assert.deepEqual({ ...recorder.read().protocols }, { redis: 2 });
});

test("errors that say that the server can't just now are its failures, all others the caller's", () => {
  const failures = [
    "LOADING Redis is loading",
    "BUSY script",
    "READONLY You can't write",
    "CLUSTERDOWN",
    "upstream failure",
  ];
  assert.deepEqual(failures.map(failureOf), [
    "redis LOADING",
    "redis BUSY",
    "redis READONLY",
    "redis CLUSTERDOWN",
    "redis upstream",
  ]);
  const own = ["BUSYKEY Target key name", "BUSYGROUP", "MOVED 1 a:1", "NOSCRIPT", "ERR syntax error", "LOADINGS", ""];
  assert.deepEqual(
    own.filter((error) => failureOf(error) !== undefined),
    [],
  );
});
