import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EdgeRecorder } from "../../../src/proxy/edge-recorder.ts";
import { Observer } from "../../../src/proxy/observer.ts";
import { saidProtocols } from "../../../src/proxy/protocols/list.ts";
import { ServerError } from "../../../src/proxy/protocols/mysql/failure-of.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import {
  assertSameHoweverCut,
  assertSeen,
  assertUnbroken,
  type Case,
  type Seen,
  type Step,
  watch,
} from "../watched.ts";
import { CAN, eofBody, errorBody, greeting, little, okBody, packet, packets, response } from "./spoken.ts";

const OLD = CAN.mysql + CAN.protocol41;
const NEW = OLD + CAN.deprecateEof;
const MORE = 8;
const CURSOR = 0x40;

const OK = packet(1, okBody());
const LOGGED_IN = packet(2, okBody());
const error = (errno: number, sqlstate = "HY000", sequence = 1) => packet(sequence, errorBody(errno, sqlstate, "no"));
const QUERY = packet(0, "\x03SELECT 1");
const COLUMN = "\x03def\0\0\0\x01a\0\x0c\x3f\0\0\0\0\0\x03\0\0\0\0\0";
const NULL_ROW = "\xfb\x011";
const execute = (statement: number) => packet(0, `\x17${little(statement, 4)}\0\x01\0\0\0`);
const prepare = packet(0, "\x16SELECT ?, 2");
const prepared = (statement: number, columns: number, parameters: number) =>
  `\0${little(statement, 4)}${little(columns, 2)}${little(parameters, 2)}\0\0\0`;

const begun = (can = NEW): readonly Step[] => [
  ["<", greeting(can)],
  [">", response(can)],
  ["<", LOGGED_IN],
];
const oldBegun = begun(OLD);
const newBegun = begun(NEW);
const fine = { failed: 0, inFlight: 0, opaque: 0 };
const once: Seen = { started: 1, ended: 1, ...fine };
const opaque: Seen = { started: 0, ended: 0, failed: 0, inFlight: 0, opaque: 1 };

const oldRows = packets(1, "\x02", COLUMN, COLUMN, eofBody(), NULL_ROW, "\x011\x012", eofBody());
const newRows = packets(1, "\x02", COLUMN, COLUMN, NULL_ROW, "\x011\x012", okBody(2, "\xfe"));

const logins: readonly Case[] = [
  ["a greeting, and a caller that goes", [["<", greeting(NEW)], "caller leaves"], { started: 0, ...fine }],
  ["a login, which is no call", newBegun, { started: 0, ended: 0, ...fine }],
  ["a login that hangs", newBegun.slice(0, 2), { started: 0, inFlight: 1 }],
  [
    "a login by another plugin, with more that it asks for",
    [
      ...newBegun.slice(0, 2),
      ["<", packet(2, "\xfecaching_sha2_password\0saltsaltsaltsaltsalt\0")],
      [">", packet(3, "scramble")],
      ["<", packet(4, "\x01\x04")],
      [">", packet(5, "\x02")],
      ["<", packet(6, `\x01${"k".repeat(451)}`)],
      [">", packet(7, "e".repeat(256))],
      ["<", packet(8, okBody())],
      [">", QUERY],
      ["<", newRows],
    ],
    once,
  ],
  [
    "a wrong password, which is the caller's own",
    [...newBegun.slice(0, 2), ["<", error(1045, "28000", 2)], "upstream ends"],
    { started: 0, ...fine },
  ],
  [
    "a server that is full: one failed call",
    [["<", packet(0, errorBody(1040, "08004", "Too many connections"))], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "mysql 1040": 1 }, opaque: 0 },
  ],
  [
    "the same from one that says no state",
    [["<", packet(1, `\xff${little(1040, 2)}Too many connections`)], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "mysql 1040": 1 }, opaque: 0 },
  ],
  [
    "a host that may not connect",
    [["<", packet(0, errorBody(1130, "HY000", "Host 'a' is not allowed"))], "upstream ends"],
    { started: 0, ...fine },
  ],
  [
    "a server that ends in the login",
    [...newBegun.slice(0, 2), "upstream ends"],
    { started: 1, failed: 1, errors: { "upstream closed": 1 } },
  ],
  [
    "a session that asks for TLS, which is opaque",
    [
      ["<", greeting(NEW + CAN.tls)],
      [">", packet(1, `${little(NEW + CAN.tls, 4)}\0\0\0\x01\x2d${"\0".repeat(23)}`)],
      [">", "\x16\x03\x01"],
      ["<", "\x16\x03\x03"],
    ],
    opaque,
  ],
  ...(["compress", "zstd", "optionalMetadata"] as const).map(
    (name): Case => [
      `a session with ${name}, which can't be read`,
      [...begun(NEW + CAN[name]), [">", "\x05\0\0\0\0\0\0\x01\0\0\0\x0e"], ["<", "!"]],
      opaque,
    ],
  ),
  [
    "a session that could compress and doesn't",
    [
      ["<", greeting(NEW + CAN.compress)],
      [">", response(NEW)],
      ["<", LOGGED_IN],
      [">", QUERY],
      ["<", newRows],
    ],
    once,
  ],
  [
    "a caller of before 4.1",
    [
      ["<", greeting(NEW)],
      [">", packet(1, "\x85\x04\0\0\0me\0pass")],
    ],
    opaque,
  ],
];

const answers: readonly Case[] = [
  ["rows between two ends", [...oldBegun, [">", QUERY], ["<", oldRows]], once],
  ["rows up to an OK", [...newBegun, [">", QUERY], ["<", newRows]], once],
  [
    "rows up to one that says what changed",
    [...newBegun, [">", QUERY], ["<", packets(1, "\x01", COLUMN, `${okBody(0x4002, "\xfe")}\0\x05\0\x03abc`)]],
    once,
  ],
  [
    "rows until the last",
    [...newBegun, [">", QUERY], ["<", newRows.slice(0, -1)]],
    { started: 1, ended: 0, inFlight: 1 },
  ],
  ["a query whose text has not come yet", [...newBegun, [">", QUERY.slice(0, 5)]], { started: 1, inFlight: 1 }],
  ["a query without rows", [...newBegun, [">", QUERY], ["<", OK]], once],
  ["no rows", [...oldBegun, [">", QUERY], ["<", packets(1, "\x01", COLUMN, eofBody(), eofBody())]], once],
  [
    "several results",
    [
      ...oldBegun,
      [">", QUERY],
      ["<", packets(1, "\x01", COLUMN, eofBody(), NULL_ROW, eofBody(2 + MORE), okBody(2 + MORE), okBody())],
      [">", QUERY],
    ],
    { started: 2, ended: 1, inFlight: 1 },
  ],
  [
    "several results up to OKs, the second of which fails",
    [
      ...newBegun,
      [">", QUERY],
      ["<", packets(1, "\x01", COLUMN, NULL_ROW, okBody(2 + MORE, "\xfe"), errorBody(1205, "HY000", "waited"))],
    ],
    { started: 1, ended: 1, failed: 1, errors: { "mysql 1205": 1 }, inFlight: 0, opaque: 0 },
  ],
  [
    "300 columns",
    [
      ...oldBegun,
      [">", QUERY],
      ["<", packets(1, `\xfc${little(300, 2)}`, ...Array(300).fill(COLUMN), eofBody(), eofBody())],
    ],
    once,
  ],
  [
    "an error among rows",
    [
      ...newBegun,
      [">", QUERY],
      ["<", packets(1, "\x01", COLUMN, NULL_ROW, errorBody(1317, "70100", "no"))],
      [">", QUERY],
    ],
    { started: 2, ended: 1, failed: 1, errors: { "mysql 1317": 1 }, inFlight: 1 },
  ],
  [
    "errors of the caller's own",
    [...newBegun, [">", QUERY], ["<", error(1062, "23000")], [">", QUERY], ["<", error(1064, "42000")]],
    { started: 2, ended: 2, ...fine, errors: {} },
  ],
  [
    "a statement that is prepared, executed, and closed",
    [
      ...oldBegun,
      [">", prepare],
      ["<", packets(1, prepared(1, 2, 1), COLUMN, eofBody(), COLUMN, COLUMN, eofBody())],
      [">", execute(1)],
      ["<", packets(1, "\x02", COLUMN, COLUMN, eofBody(), "\0\0\x01\x02", eofBody())],
      [">", packet(0, `\x19${little(1, 4)}`) + QUERY],
      ["<", OK],
    ],
    { started: 2, ended: 2, ...fine },
  ],
  [
    "the same where OKs end, sent together",
    [
      ...newBegun,
      [">", prepare + execute(0xffffffff)],
      [
        "<",
        packets(1, prepared(1, 2, 1), COLUMN, COLUMN, COLUMN) +
          packets(1, "\x01", COLUMN, "\0\0\x01", okBody(2, "\xfe")),
      ],
    ],
    once,
  ],
  ["a preparation that hangs", [...newBegun, [">", prepare]], { started: 0, inFlight: 1 }],
  [
    "one of a statement with nothing to describe",
    [...newBegun, [">", prepare], ["<", packet(1, prepared(1, 0, 0))]],
    { started: 0, ...fine },
  ],
  [
    "a cursor: its rows are fetched, and each fetch is a call",
    [
      ...oldBegun,
      [">", execute(1)],
      ["<", packets(1, "\x01", COLUMN, eofBody(2 + CURSOR))],
      [">", packet(0, `\x1c${little(1, 4)}${little(10, 4)}`)],
      ["<", packets(1, "\0\0\x01", "\0\0\x02", eofBody(2 + CURSOR))],
      [">", packet(0, `\x1c${little(1, 4)}${little(10, 4)}`)],
      ["<", packets(1, eofBody(0x80))],
    ],
    { started: 3, ended: 3, ...fine },
  ],
  [
    "a cursor where OKs end",
    [...newBegun, [">", execute(1)], ["<", packets(1, "\x01", COLUMN, okBody(2 + CURSOR, "\xfe"))]],
    once,
  ],
  [
    "MariaDB's results that leave out their columns, and many parameters at once",
    [
      ["<", greeting(CAN.protocol41 + CAN.deprecateEof, 16)],
      [">", response(CAN.protocol41 + CAN.deprecateEof, 16)],
      ["<", LOGGED_IN],
      [">", execute(1)],
      ["<", packets(1, "\x01\x01", COLUMN, "\0\0\x01", okBody(2, "\xfe"))],
      [">", packet(0, `\xfa${little(1, 4)}\x80\0`)],
      ["<", packets(1, "\x01\0", "\0\0\x01", okBody(2, "\xfe"))],
      [">", QUERY],
      ["<", OK],
    ],
    { started: 3, ended: 3, ...fine },
  ],
  [
    "the same between two ends",
    [
      ["<", greeting(CAN.protocol41, 16)],
      [">", response(CAN.protocol41, 16)],
      ["<", LOGGED_IN],
      [">", execute(1)],
      ["<", packets(1, "\x01\0", eofBody(), "\0\0\x01", eofBody())],
      [">", QUERY],
      ["<", OK],
    ],
    { started: 2, ended: 2, ...fine },
  ],
  [
    "MariaDB's word of how far it is",
    [...newBegun, [">", QUERY], ["<", packets(1, "\xff\xff\xff\x01\x01\x02\0\0\0\x04copy", okBody())]],
    once,
  ],
  [
    "what keeps a session up, which are no calls",
    [
      ...newBegun,
      ...[1, 2, 3].flatMap((): Step[] => [
        [">", packet(0, "\x0e")],
        ["<", OK],
      ]),
      [">", packet(0, "\x02shop")],
      ["<", OK],
      [">", packet(0, "\x1f")],
      ["<", OK],
      [">", packet(0, "\x09")],
      ["<", packet(1, "Uptime: 1  Threads: 2")],
      [">", packet(0, "\x1b\0\0")],
      ["<", packet(1, okBody(2, "\xfe"))],
      [">", packet(0, "\x04prices\0")],
      ["<", packets(1, COLUMN, okBody(2, "\xfe"))],
      [">", packet(0, "\x01")],
      "upstream ends",
    ],
    { started: 0, ended: 0, ...fine },
  ],
  ["a ping that hangs", [...newBegun, [">", packet(0, "\x0e")]], { started: 0, inFlight: 1 }],
  [
    "a ping that fails",
    [...newBegun, [">", packet(0, "\x0e")], ["<", error(1053, "08S01")]],
    { started: 1, failed: 1, errors: { "mysql 1053": 1 } },
  ],
  [
    "another user, who logs in anew",
    [
      ...newBegun,
      [">", packet(0, "\x11you\0\0shop\0")],
      ["<", packet(1, "\xfemysql_native_password\0salt\0")],
      [">", packet(2, "scramble")],
      ["<", packet(3, okBody())],
      [">", QUERY],
      ["<", OK],
    ],
    once,
  ],
  [
    "parts of parameters, which aren't answered",
    [...newBegun, [">", packet(0, `\x18${little(1, 4)}\0\0data`).repeat(2) + execute(1)], ["<", OK]],
    once,
  ],
  [
    "a file of the caller's, which is a stream, with numbers that come round",
    [
      ...newBegun,
      [">", QUERY],
      ["<", packet(1, "\xfb/tmp/a.csv")],
      [">", packets(2, ...Array(600).fill("\x03,1\n"), "")],
      ["<", packet(603, okBody())],
      [">", QUERY],
      ["<", OK],
    ],
    { started: 2, ended: 2, ...fine, streams: 1 },
  ],
  [
    "a file that the server can't take",
    [
      ...newBegun,
      [">", QUERY],
      ["<", packet(1, "\xfba")],
      [">", packets(2, "1", "")],
      ["<", error(1114, "HY000", 4)],
      [">", QUERY],
    ],
    { started: 3, ended: 2, failed: 1, errors: { "mysql 1114": 1 }, inFlight: 1, streams: 1 },
  ],
  [
    "a stream to a replica",
    [
      ...newBegun,
      [">", packet(0, "\x15replica")],
      ["<", OK],
      [">", packet(0, "\x12\x04\0\0\0")],
      ["<", packets(1, "\0event", "\0event")],
      [">", "\x01\0\0\0!"],
      "upstream resets",
    ],
    { started: 0, ...fine, streams: 1 },
  ],
  [
    "a replica that may not",
    [...newBegun, [">", packet(0, "\x1e\0\0")], ["<", error(1227, "42000")], [">", QUERY], ["<", OK]],
    once,
  ],
  [
    "commands that are sent together",
    [...newBegun, [">", QUERY + QUERY + QUERY], ["<", newRows + OK]],
    { started: 3, ended: 2, inFlight: 1 },
  ],
  [
    "a server that shuts down in a query",
    [...newBegun, [">", QUERY], ["<", error(1053, "08S01")], "upstream ends"],
    { started: 1, ended: 1, failed: 1, errors: { "mysql 1053": 1 } },
  ],
  [
    "a server that sends an idle caller away",
    [...newBegun, ["<", error(4031, "HY000", 0)], "upstream ends"],
    { started: 0, ...fine },
  ],
  ["a caller that gives up", [...newBegun, [">", QUERY], "caller leaves"], { failed: 1, errors: { abandoned: 1 } }],
  [
    "a reset",
    [...newBegun, [">", QUERY], ["<", newRows.slice(0, 20)], "upstream resets"],
    { failed: 1, errors: { "upstream reset": 1 } },
  ],
];

const nonsense: readonly Case[] = [
  ["a command that there isn't", [...newBegun, [">", packet(0, "\x40")]], opaque],
  ["an empty command", [...newBegun, [">", packet(0, "")]], opaque],
  ["answers that nobody asked for", [...newBegun, ["<", OK]], opaque],
  [
    "a number among rows that isn't the next",
    [...newBegun, [">", QUERY], ["<", newRows.slice(0, 40) + newRows]],
    { failed: 0, opaque: 1 },
  ],
  ["an answer that is none", [...newBegun, [">", QUERY], ["<", packet(1, "\xfc")]], { ended: 1, failed: 0, opaque: 1 }],
  ["a preparation that isn't answered as one", [...newBegun, [">", prepare], ["<", packet(1, "\0\0")]], opaque],
];

const others: readonly Case[] = [
  ["SMTP", [["<", "220 mail ready\r\n"]], opaque],
  ["FTP, byte by byte", [..."220 ftp".split("").map((letter): Step => ["<", letter])], opaque],
  ["SSH", [["<", "SSH-2.0-OpenSSH_9.2\r\n"]], opaque],
  ["NATS", [["<", 'INFO {"server_id":"a"}\r\n']], opaque],
  ["a length of 16 MB", [["<", "\0\0\x80\0\x0a8.4"]], opaque],
  ["another version of the protocol", [["<", packet(0, "\x098.4.0\0aaaaaaaaaaaaaaaa")]], opaque],
  ["a version that is none", [["<", packet(0, "\x0ahello\0")]], opaque],
  ["errors of another kind", [["<", packet(0, "\xff\x10\x27nonononononono")]], opaque],
  [
    "a caller that speaks first",
    [
      [">", "\x20\0\0\x01"],
      ["<", greeting(NEW)],
    ],
    opaque,
  ],
];

describe("of MySQL are counted", () => {
  for (const [title, steps, expected] of [...logins, ...answers, ...nonsense])
    test(title, () => assertSeen(steps, expected));
});

describe("servers that speak first and aren't MySQL's stay unknown", () => {
  for (const [title, steps, expected] of others) test(title, () => assertSeen(steps, expected));
});

test("however the bytes are cut, the same is counted", () => {
  assertSameHoweverCut([...logins, ...answers, ...nonsense], 1000);
});

test("no bytes break it, and every call that began ends with the connection", () => {
  const scraps = [
    QUERY,
    OK,
    newRows,
    oldRows,
    prepare,
    execute(1),
    error(1213, "40001"),
    packet(1, "\xfba"),
    packet(2, ""),
  ];
  assertUnbroken([greeting(NEW), greeting(OLD), response(NEW), response(OLD), LOGGED_IN, ...scraps], 2000);
});

test("a query and a row of more than 16 MB are a call, with all of their packets", () => {
  const full = packet(0, `\x03${"x".repeat(0xff_ff_ff - 1)}`);
  const long = full + packet(1, "x".repeat(9));
  const row = packet(4, `\xfd${"y".repeat(0xff_ff_ff - 1)}`) + packet(5, "\xff\xff") + packet(6, okBody(2, "\xfe"));
  const exact = full + packet(1, "");
  assertSeen(
    [
      ...newBegun,
      [">", long],
      ["<", packets(2, "\x01", COLUMN) + row],
      [">", exact + QUERY],
      ["<", packet(2, okBody())],
    ],
    { started: 3, ended: 2, failed: 0, inFlight: 1, opaque: 0 },
  );
});

test("where it is said that MySQL is spoken, a caller that isn't greeted is in flight", async () => {
  const clock = new FakeClock();
  const recorder = new EdgeRecorder(clock);
  const observer = new Observer(recorder, saidProtocols.mysql);
  observer.begin();
  await clock.advance(0.03);
  assert.partialDeepStrictEqual(recorder.read(), { started: 0, inFlight: 1, ages: [30, 1], protocols: { mysql: 1 } });
  observer.answersEnded("fin");
  assert.partialDeepStrictEqual(recorder.read(), { started: 1, failed: 1, errors: { "upstream closed": 1 } });
});

test("an upstream that refuses one is one failed call", () => {
  const recorder = new EdgeRecorder(new FakeClock());
  const observer = new Observer(recorder, saidProtocols.mysql);
  observer.begin();
  observer.refused(0, "upstream refused");
  assert.partialDeepStrictEqual(recorder.read(), { started: 1, ended: 1, failed: 1, inFlight: 0 });
});

test("errors are failures where the server couldn't, however right the query was", () => {
  const failure = (errno: number, sqlstate: string, text = "no") =>
    new ServerError(Buffer.from(errorBody(errno, sqlstate, text), "latin1")).failure;
  const failed: readonly (readonly [number, string, string?])[] = [
    [1040, "08004"],
    [1205, "HY000"],
    [1213, "40001"],
    [1644, "57014"],
    [1969, "70100"],
    [1037, "HY001"],
    [1047, "08S01", "WSREP has not yet prepared node for application use"],
    [1290, "HY000", "The MariaDB server is running with the --read-only option"],
  ];
  for (const [errno, state, text] of failed) assert.equal(failure(errno, state, text), `mysql ${errno}`);
  const own: readonly (readonly [number, string, string?])[] = [
    [1062, "23000"],
    [1064, "42000"],
    [1045, "28000"],
    [1153, "08S01"],
    [1047, "08S01", "Unknown command"],
    [1290, "HY000", "The MySQL server is running with the --secure-file-priv option"],
    [1644, "45000"],
  ];
  for (const [errno, state, text] of own) assert.equal(failure(errno, state, text), undefined, String(errno));
});

test("what is told of a greeting goes on being told when its bytes come one by one", () => {
  const steps = [...greeting(NEW)].map((byte): Step => ["<", byte]);
  assert.deepEqual({ ...watch(steps).recorder.read().protocols }, { mysql: 1 });
});
