import assert from "node:assert/strict";
import { createClient } from "@redis/client";
import connectPostgres from "postgres";
import { runProgram } from "../../src/clients/os/run-program.ts";
import { testsNeeding } from "../support/needs.ts";
import { type RealServer, startPostgres, startRedis, withoutPostgres, withoutRedis } from "../support/real-servers.ts";
import { withoutPrograms } from "../support/without-programs.ts";
import { at, edgeTo, output, redisCalls } from "./edge-to-server.ts";

const withRedis = testsNeeding(withoutRedis || withoutPrograms("redis-cli", "redis-benchmark"));
const withPostgres = testsNeeding(withoutPostgres || withoutPrograms("psql", "pgbench"));

const OOM = "OOM command not allowed when used memory > 'maxmemory'.";

withRedis.describe("on a real Redis", () => {
  let server: RealServer;
  withRedis.before(async () => {
    server = await startRedis();
  });
  withRedis.after(() => server?.stop());

  /** It asks for what Redis 7.0 doesn't know, and doesn't count, unless told not to. */
  const clientOf = (proxied: string, RESP: 2 | 3) =>
    createClient({
      url: `redis://${proxied}`,
      RESP,
      disableClientInfo: true,
      maintNotifications: "disabled",
    }).connect();

  withRedis.test("a command fails in its place among others, in RESP2 and RESP3, and isn't done", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen, addToxic, removeToxic }) => {
      for (const version of [2, 3] as const) {
        const client = await clientOf(proxied, version);
        await client.set("price:1", "10");
        await addToxic("query_error", { error: OOM, match: "SET price:*" });
        const results = await Promise.allSettled([
          client.get("price:1"),
          client.set("price:1", "x".repeat(200_000)),
          client.set("stock:1", "3"),
          client.get("price:1"),
        ]);
        const said = results.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message));
        assert.deepEqual(said, ["10", OOM, "OK", "10"]);
        await assert.rejects(client.multi().incr("stock:1").set("price:1", "11").exec(), { message: OOM });
        assert.equal(await client.get("stock:1"), "3");
        await edgeWhen(({ toxics, errors }) => toxics.query_error === 2 && errors["redis OOM"] === version * 2 - 2);
        await removeToxic("query_error");
        assert.equal(await client.set("price:1", "12"), "OK");
        client.destroy();
      }
    });
  });

  withRedis.test("a command is held with all behind it on its connection, and on no other", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen, addToxic, removeToxic }) => {
      const [client, other] = await Promise.all([clientOf(proxied, 2), clientOf(proxied, 3)]);
      await client.set("price:1", "10");
      await addToxic("query_delay", { delay: 3_600_000, match: "get price:*" });
      const order: string[] = [];
      const held = [client.get("price:1"), client.ping()].map((one) => one.then((said) => order.push(String(said))));
      await edgeWhen(({ toxics }) => toxics.query_delay === 1);
      assert.equal(await other.get("stock:2"), null);
      assert.deepEqual(order, []);
      await removeToxic("query_delay");
      await Promise.all(held);
      assert.deepEqual(order, ["10", "PONG"]);
      for (const one of [client, other]) one.destroy();
    });
  });

  withRedis.test("calls are those of its own commandstats and those that failed, pipelined and not", async () => {
    await edgeTo(server, async ({ proxied, direct, whenClosed, addToxic }) => {
      await output("redis-cli", ...at(direct), "config", "resetstat");
      await addToxic("query_error", { error: OOM, match: "SET a*", share: 0.1 });
      await addToxic("query_delay", { delay: 1, every: 100 });
      await output("redis-benchmark", ...at(proxied), "-q", "-n", "400", "-c", "8", "-t", "set,get,ping_inline");
      await output("redis-benchmark", ...at(proxied), "-q", "-n", "2000", "-c", "4", "-P", "50", "-t", "set,get");
      const client = await clientOf(proxied, 3);
      const sets = Array.from({ length: 500 }, (_, index) => client.set(`a${index}`, "1"));
      const refused = (await Promise.allSettled(sets)).filter(({ status }) => status === "rejected");
      await client.close();
      const { started, ended, failed, inFlight, opaque, toxics } = await whenClosed();
      const { query_error: errors = 0, query_delay: delays = 0 } = toxics;
      const calls = await redisCalls(direct);
      assert.deepEqual([started, ended, failed, inFlight, opaque], [calls + errors, calls + errors, errors, 0, 0]);
      assert.equal(refused.length, errors);
      assert.ok(errors > 20 && errors < 90 && delays > 50, `${errors} errors, ${delays} delays`);
    });
  });
});

withPostgres.describe("on a real PostgreSQL", () => {
  let server: RealServer;
  withPostgres.before(async () => {
    server = await startPostgres("shared_preload_libraries=pg_stat_statements");
    await psql(server.address, "CREATE EXTENSION pg_stat_statements", "CREATE TABLE prices (id int, price int)");
  });
  withPostgres.after(() => server?.stop());

  const as = (address: string) => [...at(address), "-U", "postgres"];
  const psql = (address: string, ...queries: readonly string[]) =>
    runProgram(["psql", ...as(address), "-At", "-v", "VERBOSITY=verbose", ...queries.flatMap((one) => ["-c", one])]);
  const sqlOf = (proxied: string) =>
    connectPostgres(`postgres://postgres@${proxied}/postgres`, { max: 1, onnotice: () => undefined });

  withPostgres.test("a simple query fails with what is said, in its transaction", async () => {
    await edgeTo(server, async ({ proxied, addToxic }) => {
      await addToxic("query_error", { sqlstate: "57014", message: "zu langsam: ü", match: "select*from prices" });
      const inTransaction = "BEGIN; INSERT INTO prices VALUES (1, 1)";
      const end = await psql(proxied, inTransaction, "SELECT 1 FROM  prices", "SELECT 2", "ROLLBACK", "SELECT 3");
      assert.match(
        end?.stderr ?? "",
        /^ERROR: {2}57014: zu langsam: ü\nERROR: {2}25P02: current transaction is aborted/,
      );
      assert.equal(end?.stdout, "BEGIN\nINSERT 0 1\nROLLBACK\n3\n");
    });
  });

  withPostgres.test("a statement that was prepared before fails by its text, and its connection lives on", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen, addToxic, removeToxic }) => {
      const sql = sqlOf(proxied);
      const price = () => sql`SELECT price FROM prices WHERE id = ${1}`;
      const one = () => sql`SELECT ${1}::int AS n`;
      await Promise.all([price(), one()]);
      await addToxic("query_error", { sqlstate: "40001", message: "again", match: "SELECT price*" });
      const [failed, fine] = await Promise.allSettled([price(), one()]);
      assert.equal(failed.status, "rejected");
      const { code, message, severity } = failed.reason;
      assert.deepEqual([code, message, severity], ["40001", "again", "ERROR"]);
      assert.equal(fine.status, "fulfilled");
      const inTransaction = sql.begin(async (transaction) => {
        await transaction`INSERT INTO prices VALUES (7, 7)`;
        return transaction`SELECT price FROM prices WHERE id = ${1}`;
      });
      await assert.rejects(inTransaction, { code: "40001" });
      assert.deepEqual([...(await sql`SELECT id FROM prices WHERE id = 7`)], []);
      const { failed: count, errors } = await edgeWhen(({ toxics }) => toxics.query_error === 2);
      assert.deepEqual([count, errors], [2, { "sqlstate 40001": 2 }]);
      await removeToxic("query_error");
      await price();
      await sql.end();
    });
  });

  withPostgres.test("a query is held with all behind it on its connection", async () => {
    await edgeTo(server, async ({ proxied, edgeWhen, addToxic, removeToxic }) => {
      const sql = sqlOf(proxied);
      await sql`SELECT 1`;
      await addToxic("query_delay", { delay: 3_600_000, match: "SELECT *prices" });
      const order: string[] = [];
      const held = sql`SELECT count(*) FROM prices`.then(() => order.push("held"));
      await edgeWhen(({ toxics }) => toxics.query_delay === 1);
      const behind = sql`SELECT 2`.then(() => order.push("behind"));
      assert.equal((await psql(proxied, "SELECT 3"))?.stdout, "3\n");
      assert.deepEqual(order, []);
      await removeToxic("query_delay");
      await Promise.all([held, behind]);
      assert.deepEqual(order, ["held", "behind"]);
      await sql.end();
    });
  });

  withPostgres.test("calls are those of its own pg_stat_statements and those that failed", async () => {
    await edgeTo(server, async ({ proxied, direct, whenClosed, addToxic }) => {
      await output("pgbench", ...as(direct), "-i", "-q", "postgres");
      await psql(direct, "SELECT pg_stat_statements_reset()");
      await addToxic("query_error", { sqlstate: "40001", match: "UPDATE *", share: 0.1 });
      await addToxic("query_delay", { delay: 1, every: 50 });
      for (const mode of ["simple", "extended"])
        await output("pgbench", ...as(proxied), "-n", "-c", "4", "-t", "20", "-M", mode, "--max-tries=50", "postgres");
      const { started, ended, failed, inFlight, opaque, toxics } = await whenClosed();
      const { query_error: errors = 0, query_delay: delays = 0 } = toxics;
      const own = await psql(direct, "SELECT sum(calls) FROM pg_stat_statements WHERE query !~ 'pg_stat_statements'");
      const calls = Number(own?.stdout);
      assert.deepEqual([started, ended, failed, inFlight, opaque], [calls + errors, calls + errors, errors, 0, 0]);
      assert.ok(errors > 20 && delays > 20, `${errors} errors, ${delays} delays`);
    });
  });
});
