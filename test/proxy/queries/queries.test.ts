import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { postgres } from "../../../src/proxy/protocols/postgres/postgres.ts";
import { redis } from "../../../src/proxy/protocols/redis/redis.ts";
import { draws } from "../../support/draws.ts";
import { bulk, command, int32, message, SSL, STARTUP } from "../protocols/spoken.ts";
import { QueryWire } from "./query-wire.ts";
import { checkUnchosenPass, cuts } from "./unchosen.ts";

/** One of each type, none of which chooses anything. */
const NEVER = [
  { type: "query_delay", attributes: { delay: 5, match: "never *" } },
  { type: "query_error", attributes: { error: "ERR no", share: 0 } },
  { type: "query_error", attributes: { sqlstate: "57014", after: 1000 } },
];
const ALL_LATE = [{ type: "query_delay", attributes: { delay: 1000 } }];

const query = (text: string) => message("Q", `${text}\0`);
const parse = (name: string, text: string) => message("P", `${name}\0${text}\0\0\0`);
const bind = (portal: string, statement: string) => message("B", `${portal}\0${statement}\0\0\0\0\0\0\0`);
const execute = (portal = "") => message("E", `${portal}\0${int32(0)}`);
const SYNC = message("S");
const READY = message("Z", "I");
const failure = (sqlstate: string, text: string) => message("E", `SERROR\0VERROR\0C${sqlstate}\0M${text}\0\0`);
const noSql = (number: number) => failure("42601", `syntax error at or near "brownout_query_error_${number}"`);
const unknown = (number: number) =>
  `-ERR unknown command 'BROWNOUT.QUERY.ERROR.${number}', with args beginning with: \r\n`;

const redisScraps = [
  [
    command("GET", "a"),
    command("SET", "a", "x".repeat(200)),
    command("SET", "a", "x".repeat(5000)),
    "PING\r\n",
    "SET a 1\n",
    "\r\n",
    "*0\r\n",
    "*-1\r\n",
    "*3\r\n$3\r\nGET",
    "*x\r\n",
    "GE",
    command("AUTH", "secret"),
    command("SUBSCRIBE", "a"),
    command("PSYNC", "?", "-1"),
    "\0\xff",
  ],
  [
    "+OK\r\n",
    "-ERR no\r\n",
    "-ERR unknown command 'BROWNOUT.QUERY.ERROR.",
    unknown(1),
    `*2\r\n${bulk("-ERR")}:1\r\n`,
    "!9\r\nOOM full!\r\n",
    "|1\r\n+a\r\n:1\r\n",
    "%1\r\n+a\r\n-no\r\n",
    "$-1\r\n",
    bulk("x".repeat(300)),
    "-",
    "\n",
    "$1000\r\nx",
    "\0\xff",
  ],
] as const;

const postgresScraps = [
  [
    STARTUP,
    SSL,
    query("SELECT 1"),
    query(`SELECT '${"x".repeat(5000)}'`),
    parse("s", "SELECT 2") + bind("", "s") + execute() + SYNC,
    parse("", "SELECT 2"),
    execute("none"),
    query("START_REPLICATION SLOT a LOGICAL 0/0"),
    message("d", "data"),
    message("X"),
    "Q\0\0",
    "\x16\x03\x01",
    "E",
  ],
  [
    READY,
    noSql(1),
    failure("42601", "x".repeat(600)),
    message("R", int32(0)),
    message("T", "\0\x01") + message("D", "\0\x01E\0") + message("C", "SELECT 1\0"),
    message("E"),
    "N",
    "S",
    "E\0",
    "\0\xff",
  ],
] as const;

describe("bytes of queries that no toxic chooses are those of a plain proxy, whatever they are and however they are cut", () => {
  const speeches = { Redis: [redis, redisScraps], PostgreSQL: [postgres, postgresScraps] } as const;
  for (const [name, [protocol, [asked, answered]]] of Object.entries(speeches)) {
    const start = (hasBegun: boolean) => {
      const wire = new QueryWire(protocol);
      if (hasBegun) wire.ask(protocol === postgres ? STARTUP : command("PING"));
      return wire;
    };
    test(name, () => checkUnchosenPass({ start, asked, answered, never: NEVER }));
  }
});

test("however bytes are cut, the same queries are chosen, and the same of what comes back is told in other words", () => {
  const failing = [{ type: "query_error", attributes: { error: "ERR no", sqlstate: "", share: 0.5 } }];
  const asked = fc.array(fc.constantFrom(...redisScraps[0].slice(0, 5)), { maxLength: 8 });
  fc.assert(
    fc.property(asked, cuts, cuts, (commands, askedCuts, answeredCuts) => {
      const answers = commands.map((_, index) => unknown(index + 1)).join(bulk("x"));
      const said = (cutsOfAsked: readonly number[], cutsOfAnswered: readonly number[]) => {
        const wire = new QueryWire(redis, failing);
        wire.ask(commands.join(""), cutsOfAsked);
        wire.answer(answers, cutsOfAnswered);
        return [wire.toServer, wire.toCaller, wire.toxics[0]?.actedCount];
      };
      assert.deepEqual(said(askedCuts, answeredCuts), said([], []));
    }),
    { numRuns: draws(200, 5000) },
  );
});

describe("query_delay", () => {
  test("holds a query and what comes behind it, and lets go of both when it is over", async () => {
    const wire = new QueryWire(redis, [{ type: "query_delay", attributes: { delay: 1000, match: "get price:*" } }]);
    const [before, held, behind] = [command("SET", "price:1", "2"), command("GET", "price:1"), command("PING")];
    wire.ask(before + held.slice(0, 12));
    assert.equal(wire.toServer, before);
    wire.ask(held.slice(12) + behind);
    assert.equal(wire.toServer, before);
    await wire.clock.advance(999);
    wire.ask(behind);
    assert.equal(wire.toServer, before);
    await wire.clock.advance(1);
    assert.equal(wire.toServer, before + held + behind + behind);
    assert.equal(wire.toxics[0]?.actedCount, 1);
    assert.equal(wire.isIdle, false);
    wire.keep();
    assert.equal(wire.isIdle, true);
  });

  test("lets go when it is taken out, and stops a caller that sends on meanwhile", () => {
    const wire = new QueryWire(postgres, ALL_LATE);
    wire.ask(STARTUP + query("SELECT 1") + query(`SELECT '${"x".repeat(70_000)}'`));
    assert.deepEqual([wire.toServer, wire.isCallerHeldBack, wire.isIdle], [STARTUP, true, false]);
    wire.keep();
    assert.equal(wire.toServer.length, STARTUP.length + query("SELECT 1").length + query("SELECT ''").length + 70_000);
    assert.deepEqual([wire.isCallerHeldBack, wire.isIdle], [false, true]);
  });

  test("keeps the end of a caller that has said all, and forgets what one that broke off asked", async () => {
    for (const how of ["fin", "reset"] as const) {
      const wire = new QueryWire(redis, ALL_LATE);
      wire.ask(command("PING"));
      wire.callerEnds(how);
      assert.equal(wire.ends, how === "fin" ? "" : ">reset");
      await wire.clock.advance(1000);
      assert.deepEqual([wire.toServer, wire.ends], how === "fin" ? [command("PING"), ">fin"] : ["", ">reset"]);
    }
  });

  test("comes before an error that was added after it", async () => {
    const wire = new QueryWire(redis, [...ALL_LATE, { type: "query_error", attributes: { error: "ERR late" } }]);
    wire.ask(command("GET", "a"));
    assert.equal(wire.toServer, "");
    await wire.clock.advance(1000);
    assert.match(wire.toServer, /BROWNOUT/);
  });
});

describe("query_error in Redis", () => {
  const failing = (attributes: object) => [
    { type: "query_error", attributes: { error: "OOM no room", ...attributes } },
  ];

  test("sends a command that nobody knows in place of each that it chooses, and tells its error in other words", () => {
    const wire = new QueryWire(redis, failing({ match: "SET price:*" }));
    wire.ask(command("SET", "price:1", "x".repeat(100_000)) + command("GET", "price:1"));
    wire.ask("set price:2 3\r\n");
    const standIn = (number: number) => command(`BROWNOUT.QUERY.ERROR.${number}`);
    assert.equal(wire.toServer, standIn(1) + command("GET", "price:1") + standIn(2));
    wire.answer(`${unknown(1)}-WRONGTYPE of its own\r\n${unknown(2)}`, [0.1, 0.2, 0.3, 0.9]);
    assert.equal(wire.toCaller, "-OOM no room\r\n-WRONGTYPE of its own\r\n-OOM no room\r\n");
    assert.equal(wire.toxics[0]?.actedCount, 2);
  });

  test("lets a caller that sends what is like a stand-in have its own error, and fails those behind it", () => {
    const wire = new QueryWire(redis, failing({ match: "SET *" }));
    wire.ask(command("BROWNOUT.QUERY.ERROR.99") + command("SET", "a", "1"));
    wire.answer(unknown(99) + unknown(1));
    assert.equal(wire.toCaller, `${unknown(99)}-OOM no room\r\n`);
  });

  test("fails none any more once the answers make no sense", () => {
    const wire = new QueryWire(redis, failing({}));
    wire.answer("no reply\r\n");
    wire.ask(command("GET", "a"));
    assert.equal(wire.toServer, command("GET", "a"));
  });

  test("chooses by a star that stands for some of the command, or for all of it", () => {
    for (const match of ["*price:*", "*price:1", "g*t price:1", "GET*price*", "* price:1"]) {
      const wire = new QueryWire(redis, failing({ match }));
      wire.ask(command("get", "stock:1") + command("get", "price:1"));
      assert.equal(wire.toServer, command("get", "stock:1") + command("BROWNOUT.QUERY.ERROR.1"), match);
    }
  });

  test("waits for the errors of those that it sent when it is taken out, however long the command is", () => {
    const wire = new QueryWire(redis, failing({}));
    const long = command("SET", "a", "x".repeat(10_000));
    wire.ask(long.slice(0, 9000));
    wire.keep();
    assert.equal(wire.isIdle, false);
    wire.ask(long.slice(9000) + command("PING"));
    assert.equal(wire.toServer, command("BROWNOUT.QUERY.ERROR.1") + command("PING"));
    wire.answer(`${unknown(1)}+PONG\r\n`);
    assert.equal(wire.toCaller, "-OOM no room\r\n+PONG\r\n");
    assert.equal(wire.isIdle, true);
  });

  test("never chooses what sets a connection or a transaction up, and doesn't count it", () => {
    const wire = new QueryWire(redis, failing({ calls: [1] }));
    const asked = ["hello 3", "auth a", "select 1", "client id", "subscribe a", "multi", "exec", "watch a", "quit"];
    const text = asked.map((words) => command(...words.split(" "))).join("");
    wire.ask(text + command("GET", "a"));
    assert.equal(wire.toServer, text + command("BROWNOUT.QUERY.ERROR.1"));
  });

  test("leaves alone what gets no reply, as no error would be heard, whenever it came", () => {
    const wire = new QueryWire(redis);
    wire.ask(command("client", "reply", "off"));
    wire.join(failing({}));
    const silent = command("SET", "a", "1") + command("CLIENT", "REPLY", "ON");
    const skipped = command("CLIENT", "REPLY", "SKIP") + command("GET", "a");
    wire.ask(silent + skipped + command("GET", "b"));
    const sent = command("client", "reply", "off") + silent + skipped;
    assert.equal(wire.toServer, sent + command("BROWNOUT.QUERY.ERROR.1"));
  });

  test("leaves PostgreSQL alone, as one with an SQLSTATE does Redis", () => {
    const other = new QueryWire(postgres, failing({}));
    other.ask(STARTUP + query("SELECT 1"));
    assert.equal(other.toServer, STARTUP + query("SELECT 1"));
    const wire = new QueryWire(redis, [{ type: "query_error", attributes: { sqlstate: "57014" } }]);
    wire.ask(command("GET", "a"));
    assert.equal(wire.toServer, command("GET", "a"));
  });
});

describe("query_error in PostgreSQL", () => {
  const failing = (attributes: object) => [
    { type: "query_error", attributes: { sqlstate: "57014", message: "too slow", ...attributes } },
  ];
  const error = failure("57014", "too slow");

  test("sends what is no SQL in place of a simple query, and tells its error in other words", () => {
    const wire = new QueryWire(postgres, failing({ match: "SELECT *prices" }));
    wire.ask(STARTUP + query("select p\n from  Prices where id = 1;") + query("SELECT 1"), [0.3, 0.5, 0.7]);
    assert.equal(wire.toServer, STARTUP + query("brownout_query_error_1") + query("SELECT 1"));
    wire.answer(message("N", "notice") + noSql(1) + READY + failure("22012", "own") + READY, [0.2, 0.25, 0.4]);
    assert.equal(wire.toCaller, message("N", "notice") + error + READY + failure("22012", "own") + READY);
  });

  test("knows the text of an Execute by the statement that its portal was made from, also of one from before", () => {
    const wire = new QueryWire(postgres);
    wire.ask(STARTUP + parse("s1", "SELECT FROM prices") + parse("s2", "SELECT FROM stock") + SYNC);
    wire.join(failing({ match: "*prices" }));
    const others = bind("", "s2") + execute() + bind("c", "s1");
    wire.ask(others + execute("c") + execute("c") + SYNC);
    const standIn = (number: number) => parse("brownout_query_error_", `brownout_query_error_${number}`).slice(0, -2);
    const sent = wire.toServer.slice(wire.toServer.indexOf(others) + others.length);
    assert.equal(sent.replaceAll(/\0+/g, " "), (standIn(1) + standIn(2) + SYNC).replaceAll(/\0+/g, " "));
    // The server skips what comes behind the first.
    wire.answer(noSql(1) + READY);
    assert.equal(wire.toCaller, error + READY);
    wire.ask(parse("s1", "SELECT 1") + bind("", "s1") + execute() + SYNC);
    assert.ok(wire.toServer.endsWith(execute() + SYNC));
    wire.ask(bind("", "s2") + message("C", "Ss2\0") + execute() + SYNC);
    assert.ok(wire.toServer.endsWith(execute() + SYNC));
  });

  test("chooses a statement behind comments, with them or without", () => {
    const asked = "/* page 7 /* a */ */ -- b\n SELECT p FROM prices";
    for (const match of ["SELECT *", "/* page 7 *", "*prices"]) {
      const wire = new QueryWire(postgres, failing({ match }));
      wire.ask(STARTUP + query(asked) + query(`/* open ${asked}`));
      assert.ok(wire.toServer.startsWith(STARTUP + query("brownout_query_error_1")), match);
      assert.equal(wire.toServer.includes("brownout_query_error_2"), match !== "SELECT *", match);
    }
  });

  test("never fails what gives a transaction up, nor replication", () => {
    const wire = new QueryWire(postgres, failing({}));
    const asked =
      STARTUP + query("/* a */ ROLLBACK") + query("abort") + query("IDENTIFY_SYSTEM") + message("F", "x") + SYNC;
    wire.ask(asked);
    assert.equal(wire.toServer, asked);
  });

  test("can do nothing in a session that is encrypted, and can in one where that was refused", () => {
    for (const yes of [true, false]) {
      const wire = new QueryWire(postgres, failing({}));
      wire.ask(SSL);
      wire.answer(yes ? "S" : "N");
      wire.ask(STARTUP + query("SELECT 1"));
      assert.equal(wire.toServer.includes("SELECT 1"), yes);
    }
  });
});
