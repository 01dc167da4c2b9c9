import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Readable } from "node:stream";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { runProgram } from "../../src/clients/os/run-program.ts";
import { testsNeeding } from "../support/needs.ts";
import { type RealServer, startMariaDb, withoutMariaDb } from "../support/real-servers.ts";
import { lackingPrograms, withoutPrograms } from "../support/without-programs.ts";
import { edgeTo, output } from "./edge-to-server.ts";
import { as, connectTo, countsOf } from "./mysql-server.ts";

/** Debian's own, which has what Debian installs for it. */
const PYTHON = "/usr/bin/python3";
const withoutPyMySql = lackingPrograms(existsSync("/usr/lib/python3/dist-packages/pymysql") ? [] : ["PyMySQL"]);
const withMariaDb = testsNeeding(withoutMariaDb || withoutPrograms("mariadb") || withoutPyMySql);

/** Reads a result row by row, goes back, and asks what fails, by PyMySQL. */
const SCRIPT = `
import sys, pymysql, pymysql.cursors
host, port = sys.argv[1].split(":")
db = pymysql.connect(host=host, port=int(port), user="root", database="test", cursorclass=pymysql.cursors.SSCursor)
with db.cursor() as cursor:
    cursor.execute("SELECT seq FROM seq_1_to_500")
    assert sum(1 for row in cursor) == 500
with db.cursor() as cursor:
    cursor.execute("INSERT INTO prices VALUES (%s, %s)", (1000, None))
db.rollback()
db.close()
`;

withMariaDb.describe("on a real MariaDB", () => {
  let server: RealServer;
  withMariaDb.before(async () => {
    server = await startMariaDb("max_connections=12");
    const admin = await connectTo(server.address);
    await admin.query("CREATE TABLE prices (id int PRIMARY KEY, price int)");
    await admin.query("CREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2, 3; END");
    await admin.end();
  });
  withMariaDb.after(() => server?.stop());

  withMariaDb.test("as many calls as its own counters, whoever asks and however", async () => {
    await edgeTo(server, async ({ proxied, direct, whenClosed }) => {
      const own = await connectTo(direct);
      const before = await countsOf(own);
      const sql = "SELECT * FROM seq_1_to_2000; INSERT INTO prices VALUES (1, 10), (2, NULL); SELECT * FROM prices";
      await output("mariadb", ...as(proxied), "-e", sql);
      await output("mariadb", ...as(proxied), "--skip-column-names", "-e", `SELECT LENGTH('${"x".repeat(100_000)}')`);
      await output(PYTHON, "-c", SCRIPT, proxied);
      const one = await connectTo(proxied, { multipleStatements: true });
      await one.query("SELECT REPEAT('y', 17000000), 1");
      const [[long]] = await one.query<RowDataPacket[]>("SELECT LENGTH(?) AS bytes", ["x".repeat(17_000_000)]);
      assert.equal(long?.bytes, 17_000_000);
      await one.query("CALL two()");
      await one.query("SELECT 1; SELECT 2; SELECT 3");
      for (const id of [1, 2, 3]) await one.execute("SELECT price FROM prices WHERE id = ?", [id]);
      await one.query({
        sql: "LOAD DATA LOCAL INFILE 'a' INTO TABLE prices",
        infileStreamFactory: () => Readable.from([Buffer.from("7\t8\n")]),
      });
      await one.ping();
      await one.changeUser({ database: "test" });
      await one.end();
      const { started, ended, failed, inFlight, opaque, streams, errors } = await whenClosed();
      const after = await countsOf(own);
      await own.end();
      const more = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
      assert.deepEqual([started, failed, inFlight, opaque, streams, errors], [ended, 0, 0, 0, 1, {}]);
      // Asked besides: for the counts; two more statements in one text; the ends of four connections, and the change of one.
      assert.equal(started, more("Questions") - 1 - 2 - 4 - 1);
      // In the procedure, and in that text.
      const commands = ["select", "insert", "load", "rollback", "set_option", "call_procedure"];
      assert.equal(started, commands.reduce((sum, name) => sum + more(`Com_${name}`), 0) - 2 - 2);
      assert.equal(more("Com_stmt_execute"), 3);
    });
  });

  withMariaDb.test("what is compressed passes, and isn't seen", async () => {
    await edgeTo(server, async ({ proxied, whenClosed, addToxic }) => {
      await addToxic("query_error", { sqlstate: "40001" });
      const said = await output("mariadb", "--compress", ...as(proxied).slice(1), "-NBe", "SELECT 7");
      assert.equal(said, "7\n");
      const { started, opaque } = await whenClosed();
      assert.deepEqual([started, opaque], [0, 1]);
    });
  });

  withMariaDb.test("errors are failures where it couldn't, and a full one has failed", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen }) => {
      const sql = await connectTo(proxied);
      await assert.rejects(sql.query("SET STATEMENT max_statement_time = 0.02 FOR SELECT SLEEP(5)"), { errno: 1969 });
      await assert.rejects(sql.query("SELECT nothing"), { errno: 1054 });
      await assert.rejects(sql.execute("INSERT INTO prices VALUES (1, 1)"), { errno: 1062 });
      await sql.end();
      const others = await asManyAsItTakes(server.address);
      await assert.rejects(connectTo(proxied), { errno: 1040 });
      for (const other of others) other.destroy();
      const { started, failed, errors } = await edgeWhen(
        ({ connections, failed: count }) => connections.open === 0 && count > 1,
      );
      assert.deepEqual([started, failed, errors], [4, 2, { "mysql 1969": 1, "mysql 1040": 1 }]);
    });
  });

  withMariaDb.test("a query fails with what is said, and its transaction goes on", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen, addToxic, removeToxic }) => {
      const sql = await connectTo(proxied);
      const [, price] = [await sql.prepare("SELECT 1"), await sql.prepare("SELECT price FROM prices WHERE id = ?")];
      const attributes = { sqlstate: "40001", errno: 1213, message: "zu langsam: ü", match: "SELECT price*" };
      await addToxic("query_error", attributes);
      await sql.beginTransaction();
      await sql.query("INSERT INTO prices VALUES (50, 1)");
      const said = { errno: 1213, sqlState: "40001", message: "zu langsam: ü", code: "ER_LOCK_DEADLOCK" };
      await assert.rejects(price.execute([1]), said);
      await assert.rejects(sql.query("select  price FROM prices"), said);
      await sql.commit();
      const [rows] = await sql.query("SELECT id FROM prices WHERE id = 50");
      assert.deepEqual(rows, [{ id: 50 }]);
      await edgeWhen(({ toxics, errors }) => toxics.query_error === 2 && errors["mysql 1213"] === 2);
      await removeToxic("query_error");
      await price.execute([1]);
      await sql.query("SET sql_mode = 'ORACLE,ANSI_QUOTES'");
      await addToxic("query_error", { ...attributes, match: "*oracle*" });
      await assert.rejects(sql.query("SELECT 'oracle'"), said);
      await removeToxic("query_error");
      await sql.end();
      const none = await connectTo(proxied, { database: "" });
      await none.query("SET sql_mode = 'ORACLE'");
      await addToxic("query_error", { ...attributes, errno: 0, match: "" });
      await assert.rejects(none.query("SELECT 1"), { errno: 1644, sqlState: "40001" });
      none.destroy();
      const cli = await runProgram(["mariadb", ...as(proxied), "-e", "SELECT 1"]);
      assert.match(cli?.stderr ?? "", /ERROR 1644 \(40001\).*zu langsam: ü/);
    });
  });

  withMariaDb.test("a query is held with all behind it on its connection, and on no other", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen, addToxic, removeToxic }) => {
      const [sql, other] = await Promise.all([connectTo(proxied), connectTo(proxied)]);
      await addToxic("query_delay", { delay: 3_600_000, match: "SELECT *prices" });
      const order: string[] = [];
      const held = [sql.execute("SELECT count(*) FROM prices"), sql.query("SELECT 1")].map((one, index) =>
        one.then(() => order.push(String(index))),
      );
      await edgeWhen(({ toxics, inFlight }) => toxics.query_delay === 1 && inFlight === 1);
      await other.query("SELECT 2");
      assert.deepEqual(order, []);
      await removeToxic("query_delay");
      await Promise.all(held);
      assert.deepEqual(order, ["0", "1"]);
      for (const one of [sql, other]) await one.end();
    });
  });
});

async function asManyAsItTakes(address: string): Promise<readonly Connection[]> {
  const connections: Connection[] = [];
  for (;;) {
    try {
      connections.push(await connectTo(address));
    } catch {
      return connections;
    }
  }
}
