import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failureOf } from "../../../src/proxy/protocols/postgres/failure-of.ts";
import { assertSameHoweverCut, assertSeen, assertUnbroken, type Case, type Step, watch } from "../watched.ts";
import { int32, message, SSL, STARTUP } from "./spoken.ts";

function messages(types: string): string {
  return [...types].map((type) => message(type)).join("");
}

function error(sqlstate: string): string {
  return message("E", `SERROR\0VERROR\0C${sqlstate}\0Mno: C00000\0\0`);
}

const GSS = int32(8) + int32(80_877_104);
const CANCEL = int32(16) + int32(80_877_102) + int32(1) + int32(2);
const READY = message("Z", "I");
const LOGGED_IN = message("R", int32(0)) + message("S", "a\0b\0") + message("K", int32(1) + int32(2)) + READY;
const QUERY = message("Q", "SELECT 1\0");
const ROWS = message("T", "\0\x01") + message("D", "\0\x01") + message("C", "SELECT 1\0");
/** Parse, Bind, Describe, Execute, Sync, as most clients send them. */
const EXTENDED = messages("PBDES");
const EXTENDED_ROWS = messages("12T") + message("D", "1") + message("C", "SELECT 1\0");

const begun: readonly Step[] = [
  [">", STARTUP],
  ["<", LOGGED_IN],
];
const fine = { failed: 0, inFlight: 0, opaque: 0 };

const cases: readonly Case[] = [
  ["a start-up, which is no call", begun, { started: 0, ended: 0, ...fine }],
  ["a start-up that hangs", [[">", STARTUP]], { started: 0, inFlight: 1 }],
  [
    "a start-up with a password",
    [
      [">", STARTUP],
      ["<", message("R", `${int32(5)}salt`)],
      [">", message("p", "md5\0")],
      ["<", LOGGED_IN],
    ],
    { started: 0, ...fine },
  ],
  [
    "a start-up after encryption was refused",
    [[">", GSS], ["<", "N"], [">", SSL], ["<", "N"], ...begun, [">", QUERY], ["<", ROWS + READY]],
    { started: 1, ended: 1, ...fine },
  ],
  [
    "an encrypted session, which is opaque",
    [
      [">", SSL],
      ["<", "S"],
      [">", "\x16\x03\x01"],
      ["<", "\x16\x03\x03"],
    ],
    { started: 0, ended: 0, failed: 0, inFlight: 0, opaque: 1 },
  ],
  ["a caller that only looks", [[">", STARTUP], "caller leaves"], { started: 0, ...fine }],
  ["a question to cancel", [[">", CANCEL], "upstream ends"], { started: 0, ...fine }],
  [
    "a server that is full: one failed call",
    [[">", STARTUP], ["<", error("53300")], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "sqlstate 53300": 1 }, opaque: 0 },
  ],
  [
    "a wrong password, which is the caller's own",
    [[">", STARTUP], ["<", error("28P01")], "upstream ends"],
    { started: 0, ...fine },
  ],
  [
    "a server that ends in the start-up",
    [[">", STARTUP], "upstream ends"],
    { started: 1, failed: 1, errors: { "upstream closed": 1 } },
  ],
  [
    "an upstream that refuses",
    [[">", SSL], "upstream refuses"],
    { started: 1, failed: 1, errors: { "upstream refused": 1 } },
  ],
  ["a query", [...begun, [">", QUERY], ["<", ROWS + READY]], { started: 1, ended: 1, ...fine }],
  [
    "a query until it is ready for the next",
    [...begun, [">", QUERY], ["<", ROWS]],
    { started: 1, ended: 0, inFlight: 1 },
  ],
  ["a query whose text has not come yet", [...begun, [">", QUERY.slice(0, 9)]], { started: 1, inFlight: 1 }],
  [
    "several statements in a query",
    [...begun, [">", QUERY], ["<", ROWS + ROWS + READY]],
    { started: 1, ended: 1, ...fine },
  ],
  [
    "a call of a function",
    [...begun, [">", message("F", "x")], ["<", messages("V") + READY]],
    { started: 1, ended: 1, ...fine },
  ],
  [
    "an extended query",
    [...begun, [">", EXTENDED], ["<", EXTENDED_ROWS], ["<", READY]],
    { started: 1, ended: 1, ...fine },
  ],
  [
    "a statement that is prepared first",
    [
      ...begun,
      [">", messages("PDS")],
      ["<", messages("1tT") + READY],
      [">", messages("BES")],
      ["<", messages("2C") + READY],
    ],
    { started: 1, ended: 1, ...fine },
  ],
  ["a preparation that hangs", [...begun, [">", messages("PDS")]], { started: 0, inFlight: 1 }],
  [
    "several executions up to one Sync",
    [...begun, [">", messages("PBEBEBES")], ["<", messages("12C2s2I") + READY]],
    { started: 3, ended: 3, ...fine },
  ],
  [
    "pipelined groups, in order",
    [...begun, [">", EXTENDED + EXTENDED], ["<", EXTENDED_ROWS + READY + EXTENDED_ROWS], [">", EXTENDED]],
    { started: 3, ended: 2, inFlight: 1 },
  ],
  [
    "an error that skips what comes up to the Sync",
    [
      ...begun,
      [">", messages("BEBEBES") + EXTENDED],
      ["<", messages("2C2") + error("57014") + READY + EXTENDED_ROWS + READY],
    ],
    { started: 4, ended: 4, failed: 2, errors: { "sqlstate 57014": 2 }, inFlight: 0, opaque: 0 },
  ],
  [
    "errors of the caller's own",
    [
      ...begun,
      [">", QUERY],
      ["<", error("23505") + READY],
      [">", EXTENDED],
      ["<", error("42601") + READY],
      [">", messages("PDS")],
      ["<", error("42P01") + READY],
    ],
    { started: 2, ended: 2, ...fine, errors: {} },
  ],
  [
    "a commit that fails with the Sync",
    [...begun, [">", EXTENDED], ["<", EXTENDED_ROWS + error("40001") + READY]],
    { started: 2, ended: 2, failed: 1, errors: { "sqlstate 40001": 1 }, inFlight: 0, opaque: 0 },
  ],
  [
    "a server that shuts down in a query",
    [...begun, [">", QUERY], ["<", error("57P01")], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "sqlstate 57P01": 1 } },
  ],
  [
    "a server that shuts down between queries",
    [...begun, ["<", error("57P01")], "upstream ends"],
    { started: 0, ...fine },
  ],
  [
    "notices, parameters and notifications, which nobody asks for",
    [...begun, ["<", messages("ANS")], [">", QUERY], ["<", messages("NAS") + ROWS + READY], ["<", messages("A")]],
    { started: 1, ended: 1, ...fine },
  ],
  [
    "COPY to the server",
    [
      ...begun,
      [">", QUERY],
      ["<", messages("G")],
      [">", message("d", "1\n").repeat(3) + messages("c")],
      ["<", messages("C") + READY],
      [">", QUERY],
      ["<", ROWS + READY],
    ],
    { started: 2, ended: 2, ...fine, streams: 1 },
  ],
  [
    "COPY to the server by an extended query, whose first Sync is ignored",
    [
      ...begun,
      [">", EXTENDED],
      ["<", messages("12nG")],
      [">", message("d", "1\n") + messages("cS")],
      ["<", messages("C") + READY],
      [">", EXTENDED],
      ["<", EXTENDED_ROWS + READY],
    ],
    { started: 2, ended: 2, ...fine, streams: 1 },
  ],
  [
    "COPY to the caller, while it goes on",
    [...begun, [">", QUERY], ["<", messages("H") + message("d", "1\n")]],
    { started: 1, ended: 1, ...fine, streams: 1 },
  ],
  [
    "COPY to the caller",
    [...begun, [">", EXTENDED], ["<", messages("12H") + message("d", "1\n") + messages("cC") + READY], [">", QUERY]],
    { started: 2, ended: 1, inFlight: 1, streams: 1 },
  ],
  [
    "a COPY that the server breaks off",
    [
      ...begun,
      [">", QUERY],
      ["<", messages("G")],
      [">", messages("d")],
      ["<", error("57014") + READY],
      [">", messages("f") + QUERY],
    ],
    { started: 3, ended: 2, failed: 1, errors: { "sqlstate 57014": 1 }, inFlight: 1, opaque: 0 },
  ],
  [
    "replication, which never ends",
    [...begun, [">", QUERY], ["<", messages("W") + message("d", "w")], [">", message("d", "r")], "upstream resets"],
    { started: 1, ended: 1, ...fine, streams: 1 },
  ],
  ["a caller that gives up", [...begun, [">", QUERY], "caller leaves"], { failed: 1, errors: { abandoned: 1 } }],
  [
    "a reset",
    [...begun, [">", QUERY], ["<", ROWS.slice(0, 9)], "upstream resets"],
    { failed: 1, errors: { "upstream reset": 1 } },
  ],
  [
    "an orderly end",
    [...begun, [">", QUERY], ["<", ROWS + READY], [">", messages("X")], "upstream ends"],
    { started: 1, ...fine },
  ],
  [
    "messages that make no sense: nothing is concluded",
    [...begun, [">", QUERY], [">", "!"], [">", "!!!!!"]],
    { failed: 0, inFlight: 0, opaque: 1 },
  ],
  [
    "answers that make no sense",
    [...begun, [">", QUERY], ["<", "\x16\x03\x03\0\x07"]],
    { ended: 1, failed: 0, opaque: 1 },
  ],
  ["a length below 4", [...begun, [">", `Q${int32(3)}`]], { failed: 0, opaque: 1 }],
  ["a length of 2^31", [...begun, [">", `Q${int32(-(2 ** 31))}`]], { failed: 0, opaque: 1 }],
];

describe("of PostgreSQL are counted", () => {
  for (const [title, steps, expected] of cases) test(title, () => assertSeen(steps, expected));
});

test("however the bytes are cut, the same is counted", () => assertSameHoweverCut(cases, 1000));

test("no bytes break it", () => {
  const broken = [`D${int32(2 ** 31 - 1)}`, "Q\0\0", "\0\0\0\x08", "N"];
  const some = [...messages("PBDESCHcfdGHWIs123T")].join("");
  assertUnbroken(
    [STARTUP, SSL, CANCEL, LOGGED_IN, QUERY, EXTENDED, ROWS, READY, error("XX000"), some, ...broken],
    2000,
  );
});

test("a row of 2 GB costs no memory", () => {
  const { observer, recorder } = watch([...begun, [">", QUERY], ["<", `D${int32(2 ** 31 - 1)}`]]);
  const chunk = Buffer.alloc(65_536, "x");
  const before = process.memoryUsage().heapUsed;
  for (let times = 0; times < 32_767; times++) observer.answer(chunk);
  assert.ok(process.memoryUsage().heapUsed - before < 20e6);
  observer.answer(Buffer.concat([chunk.subarray(0, 65_536 - 5), Buffer.from(READY, "latin1")]));
  const { ended, opaque } = recorder.read();
  assert.deepEqual([ended, opaque], [1, 0]);
});

test("errors that say that the server couldn't are its failures, all others the caller's", () => {
  const failures = ["08006", "40001", "40P01", "53300", "57014", "58030", "XX000", "25006", "55P03"];
  assert.deepEqual(
    failures.map((code) => failureOf(`SERROR\0C${code}\0M\0`)),
    failures.map((code) => `sqlstate ${code}`),
  );
  const own = ["00000", "22P02", "23505", "25P02", "28P01", "3D000", "42601", "42P01", "5301", "530000"];
  assert.deepEqual(
    own.filter((code) => failureOf(`C${code}\0`) !== undefined),
    [],
  );
  assert.equal(failureOf("SERROR"), undefined);
});
