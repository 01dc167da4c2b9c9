import assert from "node:assert/strict";
import { test } from "node:test";
import { beginsWithHello } from "../../../src/proxy/protocols/tls/tls.ts";
import { draws } from "../../support/draws.ts";
import { assertSameHoweverCut, assertSeen, assertUnbroken, type Case } from "../watched.ts";

const record = (type: number, bytes: number, start = "") =>
  String.fromCharCode(type, 3, 3, bytes >> 8, bytes & 255) + start.padEnd(bytes, "\0");
const hello = record(22, 200, "\x01");
const serverHello = record(22, 90, "\x02");
const change = record(20, 1, "\x01");
const finished = record(22, 40, "\xee");
const data = (bytes: number) => record(23, bytes, "\xaa");
const alert = (level: number, code: number) => record(21, 2, String.fromCharCode(level, code));

const over = { started: 0, failed: 0, inFlight: 0, opaque: 1 };
const open = { started: 0, failed: 0, inFlight: 1, opaque: 1 };
const failedBy = (reason: string) => ({ started: 1, ended: 1, failed: 1, inFlight: 0, errors: { [reason]: 1 } });

const cases: readonly Case[] = [
  [
    "1.2 in full",
    [
      [">", hello],
      ["<", serverHello + record(22, 900)],
      [">", record(22, 70) + change + finished],
      ["<", change + finished],
    ],
    over,
  ],
  [
    "1.2, not all of it yet",
    [
      [">", hello],
      ["<", serverHello],
      [">", change + finished],
      ["<", change],
    ],
    open,
  ],
  [
    "1.2, resumed",
    [
      [">", hello],
      ["<", serverHello + change + finished],
      [">", change + finished + data(50)],
    ],
    over,
  ],
  [
    "1.2, with data before the callee's Finished",
    [
      [">", hello],
      ["<", serverHello],
      [">", change + finished + data(19)],
      ["<", change + finished],
    ],
    over,
  ],
  [
    "1.2, a ticket before the callee's Finished",
    [
      [">", hello],
      ["<", serverHello],
      [">", change + finished],
      ["<", record(22, 200) + change + finished],
    ],
    over,
  ],
  [
    "1.3",
    [
      [">", hello],
      ["<", serverHello + change + data(900)],
      [">", change + data(53)],
    ],
    over,
  ],
  [
    "1.3, not all of it yet",
    [
      [">", hello],
      ["<", serverHello + change + data(900)],
      [">", change],
    ],
    open,
  ],
  [
    "1.3, asked for another hello",
    [
      [">", hello],
      ["<", serverHello + change],
      [">", change + hello],
      ["<", serverHello + data(90)],
      [">", data(69)],
    ],
    over,
  ],
  [
    "1.3, with data sent early",
    [
      [">", hello + change + data(300)],
      ["<", serverHello + change + data(80)],
    ],
    open,
  ],
  [
    "1.3, the caller's alert is hidden",
    [
      [">", hello],
      ["<", serverHello + change + data(900)],
      [">", change + data(19)],
    ],
    failedBy("tls alert"),
  ],
  [
    "the caller's alert in the clear",
    [
      [">", hello],
      ["<", serverHello],
      [">", alert(2, 48)],
    ],
    failedBy("tls alert unknown_ca"),
  ],
  [
    "the callee's alert",
    [
      [">", hello],
      ["<", alert(2, 40)],
    ],
    failedBy("tls alert handshake_failure"),
  ],
  [
    "an alert without a name",
    [
      [">", hello],
      ["<", alert(2, 200)],
    ],
    failedBy("tls alert 200"),
  ],
  [
    "a warning ends nothing",
    [
      [">", hello],
      ["<", alert(1, 112)],
    ],
    open,
  ],
  ["an end before it is over", [[">", hello], ["<", serverHello], "upstream ends"], failedBy("upstream closed")],
  ["a reset before it is over", [[">", hello], "upstream resets"], failedBy("upstream reset")],
  ["a caller that leaves", [[">", hello], ["<", serverHello], "caller leaves"], failedBy("abandoned")],
  [
    "no TLS in the answer",
    [
      [">", hello],
      ["<", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ],
    failedBy("no tls"),
  ],
  [
    "an end when it is over is nothing",
    [[">", hello], ["<", serverHello + data(90)], [">", data(69) + data(19)], "upstream ends"],
    over,
  ],
];

for (const [title, steps, expected] of cases) test(title, () => assertSeen(steps, expected));

test("the same however it is cut", () => assertSameHoweverCut(cases, draws(100, 5000)));

test("no bytes break it", () =>
  assertUnbroken(
    [hello, serverHello, change, finished, data(19), data(80), alert(2, 40), hello.slice(0, 7)],
    draws(100, 5000),
  ));

test("only a ClientHello begins TLS", () => {
  const begins = (bytes: string) => beginsWithHello(Buffer.from(bytes, "latin1"));
  assert.equal(begins(hello), true);
  for (let length = 0; length < 6; length++) assert.equal(begins(hello.slice(0, length)), undefined);
  const others = [
    "GET / HTTP/1.1\r\n",
    "*1\r\n$4\r\nPING\r\n",
    "\0\0\0\x08\x04\xd2\x16\x2f",
    serverHello,
    alert(2, 40),
    "\x16\x03\x09",
    "\x16\x04",
    "\x16\x03\x01\x00\x05\x02",
  ];
  for (const other of others) assert.equal(begins(other), false, JSON.stringify(other));
});
