import assert from "node:assert/strict";
import { createClient } from "@redis/client";
import connectPostgres from "postgres";
import { runProgram } from "../../src/clients/os/run-program.ts";
import { testsNeeding } from "../support/needs.ts";
import { startPostgres, startRedis, withoutPostgres, withoutRedis } from "../support/real-servers.ts";
import { dial } from "../support/sockets.ts";
import { withoutPrograms } from "../support/without-programs.ts";
import { at, edgeTo, output, redisCalls } from "./edge-to-server.ts";

const withRedis = testsNeeding(withoutRedis || withoutPrograms("redis-cli", "redis-benchmark"));
const withPostgres = testsNeeding(withoutPostgres || withoutPrograms("psql", "pgbench"));

withRedis.test("Redis: as many calls as its own commandstats, whoever asks and however", async (t) => {
  const server = await startRedis();
  t.after(() => server.stop());
  await edgeTo(server, async ({ proxied, direct, whenClosed }) => {
    await output("redis-cli", ...at(direct), "config", "resetstat");
    const tests = "ping_inline,ping_mbulk,set,get,lpush,lrange_100,mset,hset,zadd";
    await output("redis-benchmark", ...at(proxied), "-q", "-n", "400", "-c", "8", "-t", tests);
    await output("redis-benchmark", ...at(proxied), "-q", "-n", "2000", "-c", "4", "-P", "100", "-3", "-t", "set,get");
    await output("redis-cli", ...at(proxied), "set", "text", "x".repeat(100_000));
    // It asks for what Redis 7.0 doesn't know, and doesn't count, unless told not to.
    const quiet = { RESP: 3, disableClientInfo: true, maintNotifications: "disabled" } as const;
    const client = await createClient({ url: `redis://${proxied}`, ...quiet }).connect();
    const got = await Promise.all([client.get("text"), client.multi().incr("a").incr("a").exec(), client.lPop("none")]);
    assert.deepEqual([got[0]?.length, ...got.slice(1)], [100_000, [1, 2], null]);
    const waiting = client.duplicate();
    await waiting.connect();
    const waited = waiting.blPop("jobs", 0);
    await client.rPush("jobs", "1");
    assert.deepEqual(await waited, { key: "jobs", element: "1" });
    await Promise.all([client.close(), waiting.close()]);
    const { started, ended, failed, inFlight, opaque, errors } = await whenClosed();
    const calls = await redisCalls(direct);
    assert.ok(calls > 7000);
    assert.deepEqual([started, ended, failed, inFlight, opaque], [calls, calls, 0, 0, 0], JSON.stringify(errors));
  });
});

withRedis.test(
  "Redis: subscribers and MONITOR are streams, waits are in nobody's way, and a full one has failed",
  async (t) => {
    const server = await startRedis(["--maxclients", "4"]);
    t.after(() => server.stop());
    await edgeTo(server, async ({ proxied, direct, edgeWhen }) => {
      const asking = async (...commands: readonly string[]) => {
        const peer = await dial(proxied);
        t.after(() => peer.socket.destroy());
        for (const command of commands) peer.send(command);
        return peer;
      };
      const subscriber = await asking("*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n");
      const monitor = await asking("*1\r\n$7\r\nMONITOR\r\n");
      await Promise.all([subscriber.receive(30), monitor.receive(5)]);
      const waiter = await asking("*3\r\n$5\r\nBLPOP\r\n$4\r\njobs\r\n$1\r\n0\r\n");
      const publisher = await createClient({ url: `redis://${direct}` }).connect();
      await publisher.publish("a", "hello");
      await subscriber.receive(60);
      const { started, ended, inFlight, streams, opaque } = await edgeWhen(({ streams: seen }) => seen === 2);
      assert.deepEqual([started, ended, inFlight, streams, opaque], [2, 2, 0, 2, 0]);
      const refused = await asking();
      await refused.ended;
      publisher.destroy();
      const { errors } = await edgeWhen(({ failed }) => failed > 0);
      assert.deepEqual(errors, { "redis ERR": 1 });
      for (const { socket } of [subscriber, monitor, waiter, refused]) socket.destroy();
      const after = await edgeWhen(({ connections }) => connections.open === 0);
      assert.deepEqual([after.started, after.ended, after.failed, after.opaque], [3, 3, 1, 0]);
    });
  },
);

withPostgres.test("PostgreSQL: as many calls as its own pg_stat_statements, whoever asks and however", async (t) => {
  const server = await startPostgres("shared_preload_libraries=pg_stat_statements");
  t.after(() => server.stop());
  await edgeTo(server, async ({ proxied, direct, whenClosed }) => {
    const as = (address: string) => [...at(address), "-U", "postgres"];
    const psql = (address: string, query: string) => output("psql", ...as(address), "-Atc", query);
    await psql(direct, "CREATE EXTENSION pg_stat_statements");
    await psql(direct, "SELECT pg_stat_statements_reset()");
    await output("pgbench", ...as(proxied), "-i", "-q", "-I", "dtgvp", "postgres");
    const pgbench = (...args: readonly string[]) =>
      output("pgbench", ...as(proxied), "-n", "-c", "4", "-t", "20", ...args, "postgres");
    for (const mode of ["simple", "extended"]) await pgbench("-M", mode);
    // Its own script begins transactions, which pg_stat_statements counts once where they are prepared (until 15).
    await pgbench("-M", "prepared", "-S");
    const sql = connectPostgres(`postgres://postgres@${proxied}/postgres`, { max: 2, onnotice: () => undefined });
    const some = [1, 2, 3].map((number) => sql`SELECT ${number}::int AS n`);
    assert.deepEqual(
      (await Promise.all(some)).map(([row]) => row?.n),
      [1, 2, 3],
    );
    await sql.end();
    const { started, ended, failed, inFlight, opaque, streams } = await whenClosed();
    const calls = await psql(direct, "SELECT sum(calls) FROM pg_stat_statements WHERE query !~ 'pg_stat_statements'");
    assert.ok(ended > 1200, String(ended));
    // pgbench fills its table by COPY.
    assert.deepEqual([started, ended, failed, inFlight, opaque, streams], [Number(calls), Number(calls), 0, 0, 0, 1]);
  });
});

withPostgres.test("PostgreSQL: COPY is a stream, and errors are failures where the server couldn't", async (t) => {
  const server = await startPostgres("max_connections=5", "superuser_reserved_connections=0", "max_wal_senders=0");
  t.after(() => server.stop());
  await edgeTo(server, async ({ proxied, direct, whenClosed, edgeWhen }) => {
    const psql = (...queries: readonly string[]) =>
      runProgram(["psql", ...at(proxied), "-U", "postgres", "-At", ...queries.flatMap((query) => ["-c", query])]);
    const end = await psql(
      "CREATE TABLE t (n int PRIMARY KEY)",
      "COPY t FROM PROGRAM 'seq 3'",
      "COPY t TO STDOUT",
      "INSERT INTO t VALUES (1)",
      "LISTEN a",
      "NOTIFY a",
      "SET statement_timeout = 20",
      "SELECT pg_sleep(5)",
    );
    assert.match(end?.stdout ?? "", /1\n2\n3/);
    const { started, ended, failed, errors, streams, opaque } = await whenClosed();
    // psql asks no more than it is told to.
    assert.deepEqual([started, ended, failed, errors, streams, opaque], [8, 8, 1, { "sqlstate 57014": 1 }, 1, 0]);
    const others = connectPostgres(`postgres://postgres@${direct}/postgres`, { max: 5 });
    await Promise.all([1, 2, 3, 4, 5].map(() => others.reserve()));
    assert.equal((await psql("SELECT 1"))?.code, 2);
    await others.end({ timeout: 0 });
    const full = await edgeWhen(({ connections, failed }) => connections.open === 0 && failed > 1);
    assert.deepEqual(full.errors, { "sqlstate 57014": 1, "sqlstate 53300": 1 });
    assert.deepEqual([full.started, full.inFlight, full.opaque], [9, 0, 0]);
  });
});
