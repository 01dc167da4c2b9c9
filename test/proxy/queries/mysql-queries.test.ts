import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { mysql } from "../../../src/proxy/protocols/mysql/mysql.ts";
import { draws } from "../../support/draws.ts";
import { CAN, eofBody, errorBody, greeting, little, okBody, packet, packets, response } from "../protocols/spoken.ts";
import { QueryWire } from "./query-wire.ts";
import { checkUnchosenPass, cuts } from "./unchosen.ts";

const NEW = CAN.mysql + CAN.protocol41 + CAN.deprecateEof;
const OK = packet(1, okBody());
const query = (text: string) => packet(0, `\x03${text}`);
const prepare = (text: string) => packet(0, `\x16${text}`);
const prepared = (statement: number) => packet(1, `\0${little(statement, 4)}\0\0\0\0\0\0\0`);
const execute = (statement: number) => packet(0, `\x17${little(statement, 4)}\0\x01\0\0\0`);
const part = (statement: number) => packet(0, `\x18${little(statement, 4)}\0\0data`);
const standIn = (number: number, attributes = "") =>
  query(`${attributes}brownout_query_error_${number} brownout_query_error_${number}`);
const noSql = (number: number) =>
  packet(1, errorBody(1064, "42000", `syntax error near 'brownout_query_error_${number} brownout' at line 1`));
const failing = (attributes: object = {}) => [
  { type: "query_error", attributes: { sqlstate: "40001", errno: 1213, message: "again", ...attributes } },
];
const again = packet(1, errorBody(1213, "40001", "again"));

function begun(toxics?: readonly { type: string; attributes: object }[], can = NEW): QueryWire {
  const wire = new QueryWire(mysql);
  wire.answer(greeting(can));
  if (toxics !== undefined) wire.join(toxics);
  wire.ask(response(can));
  wire.answer(packet(2, okBody()));
  wire.toServer = "";
  wire.toCaller = "";
  return wire;
}

describe("query_error in MySQL", () => {
  test("sends what is no SQL in place of a query, and tells its error in other words", () => {
    const wire = begun(failing({ match: "SELECT *prices" }));
    wire.ask(query("select p\n from  Prices where id = 1;") + query("SELECT 1"), [0.3, 0.5, 0.7]);
    assert.equal(wire.toServer, standIn(1) + query("SELECT 1"));
    const own = packet(1, errorBody(1054, "42S22", "own"));
    wire.answer(noSql(1) + own, [0.1, 0.25, 0.4]);
    assert.equal(wire.toCaller, again + own);
    assert.equal(wire.toxics[0]?.actedCount, 1);
  });

  test("says 1644, as a statement that raises one, unless another number is given", () => {
    const wire = begun(failing({ errno: 0 }));
    wire.ask(query("SELECT 1"));
    wire.answer(noSql(1));
    assert.equal(wire.toCaller, packet(1, errorBody(1644, "40001", "again")));
  });

  test("knows the text of an execution by its statement, also of one from before, and of the last", () => {
    const wire = begun();
    wire.ask(prepare("SELECT FROM prices") + prepare("SELECT FROM stock"));
    wire.answer(prepared(1) + prepared(2));
    wire.join(failing({ match: "*prices" }));
    wire.toServer = "";
    wire.ask(
      execute(2) + execute(1) + packet(0, `\x1c${little(1, 4)}${little(9, 4)}`) + packet(0, `\xfa${little(1, 4)}\0\0`),
    );
    assert.equal(wire.toServer, execute(2) + standIn(1) + standIn(2) + standIn(3));
    wire.answer(OK + noSql(1) + noSql(2) + noSql(3));
    assert.equal(wire.toCaller.slice(-again.length * 3 - OK.length), OK + again.repeat(3));
    wire.toServer = "";
    wire.ask(prepare("SELECT prices") + execute(0xffffffff));
    assert.equal(wire.toServer, prepare("SELECT prices") + standIn(4));
    wire.answer(prepared(3) + noSql(4));
    wire.ask(execute(3));
    assert.ok(wire.toServer.endsWith(standIn(5)));
  });

  test("leaves alone an execution whose parameters came in parts, which the next would get as well", () => {
    const wire = begun();
    wire.ask(part(1));
    wire.join(failing());
    wire.toServer = "";
    wire.ask(execute(1) + part(2) + packet(0, `\x1a${little(2, 4)}`) + execute(2) + execute(1));
    assert.equal(wire.toServer, execute(1) + part(2) + packet(0, `\x1a${little(2, 4)}`) + standIn(1) + standIn(2));
  });

  test("never fails what ends a transaction, nor what sets a session up", () => {
    const wire = begun(failing());
    const asked = [query("ROLLBACK"), query("commit"), packet(0, "\x0e"), packet(0, "\x02shop"), prepare("SELECT 1")];
    wire.ask(asked.join(""));
    assert.equal(wire.toServer, asked.join(""));
  });

  test("reads over attributes before the text, and sends none", () => {
    const wire = begun(failing({ match: "SELECT 2" }), NEW + CAN.attributes);
    const text = (name: string) => `\xfe\0${String.fromCharCode(name.length)}${name}`;
    const types = `\x01${text("trace")}\x08\0\x01n\x0c\0\x01d\x06\0\x01z\x03\x80\x01u${text("none")}`;
    const values = `\x03abc${little(7, 8)}\x04\xe8\x07\x01\x01${little(9, 4)}`;
    const asked = `\x06\x01\x20${types}${values}`;
    wire.ask(query("\0\x01SELECT 2") + query(`${asked}SELECT 2`) + query(`${asked}SELECT 3`));
    assert.equal(wire.toServer, standIn(1, "\0\x01") + standIn(2, "\0\x01") + query(`${asked}SELECT 3`));
  });

  test("leaves alone a query in several packets, which a delay holds", async () => {
    const long = packet(0, `\x03SELECT '${"x".repeat(0xff_ff_ff - 9)}`) + packet(1, "'");
    const wire = begun([...failing(), { type: "query_delay", attributes: { delay: 1000 } }]);
    wire.ask(long);
    assert.equal(wire.toServer, "");
    await wire.clock.advance(1000);
    assert.ok(wire.toServer === long);
    wire.ask(query("SELECT 1"));
    assert.equal(wire.toServer.slice(long.length), standIn(1));
  });

  test("takes the data of a file for no commands, however long it is", () => {
    const wire = begun(failing({ match: "SELECT 1" }));
    const load = query("LOAD DATA LOCAL INFILE 'a' INTO TABLE b");
    const file = packets(2, ...Array(600).fill("\x03SELECT 1"), "");
    wire.ask(load);
    wire.answer(packet(1, "\xfba"));
    wire.ask(file);
    wire.answer(packet(603, okBody()));
    wire.ask(query("SELECT 1"));
    assert.equal(wire.toServer, load + file + standIn(1));
  });

  test("can do nothing in a session that is encrypted or compressed, nor once it is a stream", () => {
    for (const can of [CAN.tls, CAN.compress]) {
      const wire = begun(failing(), NEW + can);
      wire.ask(query("SELECT 1"));
      assert.equal(wire.toServer, query("SELECT 1"));
    }
    const wire = begun(failing());
    const dump = packet(0, "\x12\x04\0\0\0");
    wire.ask(dump);
    wire.answer(packet(1, "\0event"));
    wire.ask(query("SELECT 1"));
    assert.equal(wire.toServer, dump + query("SELECT 1"));
  });

  test("leaves an error with an error reply to Redis", () => {
    const wire = begun([{ type: "query_error", attributes: { error: "OOM no" } }]);
    wire.ask(query("SELECT 1"));
    assert.equal(wire.toServer, query("SELECT 1"));
  });
});

describe("of MySQL, whatever is said and however it is cut", () => {
  const asked = [
    query("SELECT 1"),
    query(`SELECT '${"x".repeat(5000)}'`),
    prepare("SELECT 2"),
    execute(1),
    execute(0xffffffff),
    part(1),
    packet(0, "\x0e"),
    packet(0, ""),
    packet(2, "scramble"),
    packet(255, "data"),
    packet(0, "\x12dump"),
    packet(0, "\x40"),
    "\x09\0\0",
    "\x16\x03\x01",
  ];
  const answered = [
    OK,
    noSql(1),
    prepared(1),
    packets(1, "\x01", "\x03def", "\x011", okBody(2, "\xfe")),
    packets(1, "\x01", "\x03def", eofBody(), "\xfb", eofBody()),
    packet(1, "\xfba"),
    packet(1, errorBody(1064, "42000", "x".repeat(900))),
    "\x05\0\0\x01\xff",
    "\xff",
  ];
  test("what no toxic chooses passes to the byte", () => {
    const never = [
      { type: "query_delay", attributes: { delay: 5, match: "never *" } },
      { type: "query_error", attributes: { sqlstate: "40001", after: 1000 } },
    ];
    checkUnchosenPass({ start: (hasBegun) => (hasBegun ? begun() : new QueryWire(mysql)), asked, answered, never });
  });

  test("the same queries are chosen, and the same of what comes back is told in other words", () => {
    const commands = fc.array(fc.constantFrom(...asked.slice(0, 7)), { maxLength: 8 });
    fc.assert(
      fc.property(commands, cuts, cuts, (some, askedCuts, answeredCuts) => {
        const answers = some.map((_, index) => noSql(index + 1)).join(OK);
        const said = (cutsOfAsked: readonly number[], cutsOfAnswered: readonly number[]) => {
          const wire = begun(failing({ share: 0.5 }));
          wire.ask(some.join(""), cutsOfAsked);
          wire.answer(answers, cutsOfAnswered);
          return [wire.toServer, wire.toCaller, wire.toxics[0]?.actedCount];
        };
        assert.deepEqual(said(askedCuts, answeredCuts), said([], []));
      }),
      { numRuns: draws(200, 5000) },
    );
  });
});
