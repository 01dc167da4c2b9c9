import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import type { ResolvedCommand, ResolvedLoad } from "../../../src/load/load.ts";
import { openLoop } from "../../../src/load/open-loop.ts";
import { testsNeeding } from "../../support/needs.ts";
import { startPostgres, startRedis, withoutPostgres, withoutRedis } from "../../support/real-servers.ts";
import { Collector, makeLoad, quantileOf } from "../collector.ts";
import { refusedUrl } from "../target.ts";

type Command = Partial<ResolvedCommand> & Pick<ResolvedCommand, "kind" | "addresses" | "sends">;

/** Sends twenty commands in 200 ms, and gives what came of them when all have ended. */
async function run(command: Command, parts: Partial<ResolvedLoad> = {}) {
  const load = makeLoad({
    pacing: { kind: "constant", ratePerS: 100 },
    requests: [],
    command: { connections: 10, settings: {}, ...command },
    ...parts,
  });
  const collector = new Collector();
  const running = await openLoop.start([load], collector);
  await collector.until(() => collector.totals().ended >= 20);
  await running.stop();
  const { started, ended, failed, errors, latency } = collector.totals();
  return { counts: { started, ended, failed }, errors, latency };
}

const ALL_WELL = { started: 20, ended: 20, failed: 0 };
const ALL_FAILED = { started: 20, ended: 20, failed: 20 };

/** A TCP server of the test's own, and how many connections it had. */
async function startTcp(context: TestContext, onData: (socket: Socket, text: string) => void) {
  const had = { connections: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    had.connections++;
    sockets.add(socket);
    socket.on("error", () => undefined).on("data", (data) => onData(socket, String(data)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { addresses: [`127.0.0.1:${(server.address() as AddressInfo).port}`], had };
}

describe("a load of TCP", { timeout: 30_000 }, () => {
  it("waits until what comes back matches, on connections that it keeps", async (context) => {
    const seen: string[] = [];
    const { addresses, had } = await startTcp(context, (socket, text) => {
      seen.push(text);
      socket.write("+PO");
      setImmediate(() => socket.write("NG\r\n"));
    });
    const sent = { kind: "tcp", addresses, sends: ["PING {{counter}}\\r\\n"], settings: { expect: "^\\+PONG\r\n$" } };
    const { counts } = await run({ ...sent, connections: 2 });
    assert.deepEqual(counts, ALL_WELL);
    assert.deepEqual(seen.toSorted(), Array.from({ length: 20 }, (_, index) => `PING ${index + 1}\r\n`).toSorted());
    assert.ok(had.connections <= 2, `${had.connections}`);
  });

  it("has the wait for a free connection in its latency, and times out on one that hangs, which it closes", async (context) => {
    let isFirst = true;
    const { addresses, had } = await startTcp(context, (socket) => {
      if (!isFirst) socket.write("x");
      isFirst = false;
    });
    const command = { kind: "tcp", addresses, sends: ["x"], connections: 1 };
    const { counts, errors, latency } = await run(command, { timeoutMs: 500 });
    // The first hung for 500 ms; the one after it was due 10 ms later and waited for the rest: on a busy machine it may be too late.
    const { timeout = 0, ...others } = errors;
    assert.deepEqual([counts.ended, others], [20, {}]);
    assert.ok(timeout >= 1 && timeout < 10, `${timeout} timed out`);
    assert.ok(had.connections >= 2 && had.connections <= 1 + timeout, `${had.connections} connections`);
    // The last one was due at 190 ms.
    assert.ok(quantileOf(latency, 0.01) >= 300, `${quantileOf(latency, 0.01)} ms`);
  });

  it("fails by why there was no answer", async (context) => {
    const refused = (await refusedUrl()).replace("http://", "");
    const nobody = await run({ kind: "tcp", addresses: [refused], sends: ["x"] });
    assert.deepEqual([nobody.counts, nobody.errors], [ALL_FAILED, { ECONNREFUSED: 20 }]);
    const { addresses } = await startTcp(context, (socket) => socket.end());
    const closed = await run({ kind: "tcp", addresses, sends: ["x"] });
    assert.deepEqual([closed.counts, closed.errors], [ALL_FAILED, { "closed by peer": 20 }]);
  });

  it("counts arrivals beyond what may be in flight as failed", async (context) => {
    const { addresses } = await startTcp(context, () => undefined);
    const command = { kind: "tcp", addresses, sends: ["x"] };
    const { errors } = await run(command, { maxInFlight: 5, timeoutMs: 1000 });
    assert.deepEqual(errors, { overflow: 15, timeout: 5 });
  });
});

const redis = testsNeeding(withoutRedis);
redis.describe("a load of Redis", { timeout: 30_000 }, () => {
  redis.it("sends commands, and fails by the word of an error", async (context) => {
    const server = await startRedis();
    context.after(server.stop);
    const to = { kind: "redis", addresses: [server.address] };
    assert.deepEqual((await run({ ...to, sends: ["SET 'a {{int 1 9}}' {{id}}"] })).counts, ALL_WELL);
    assert.deepEqual((await run({ ...to, sends: ["LPUSH list {{counter}}"] })).counts, ALL_WELL);
    const wrong = await run({ ...to, addresses: [`redis://${server.address}/0`], sends: ["GET list"] });
    assert.deepEqual([wrong.counts, wrong.errors], [ALL_FAILED, { "error WRONGTYPE": 20 }]);
  });

  redis.it("fails while there is none, by why", async () => {
    const refused = (await refusedUrl()).replace("http://", "");
    const { counts, errors } = await run({ kind: "redis", addresses: [refused], sends: ["PING"] });
    assert.deepEqual([counts, errors], [ALL_FAILED, { ECONNREFUSED: 20 }]);
  });
});

const postgres = testsNeeding(withoutPostgres);
postgres.describe("a load of PostgreSQL", { timeout: 60_000 }, () => {
  postgres.it("sends queries, and fails by SQLSTATE, when refused, and in time", async (context) => {
    const server = await startPostgres();
    context.after(server.stop);
    const to = { kind: "postgres", addresses: [`postgres://postgres@${server.address}/postgres`] };
    await untilReady(to.addresses[0] ?? "");
    assert.deepEqual((await run({ ...to, sends: ["select {{int 1 9}} as n"] })).counts, ALL_WELL);
    const wrong = await run({ ...to, sends: ["select * from nothing"] });
    assert.deepEqual([wrong.counts, wrong.errors], [ALL_FAILED, { "SQLSTATE 42P01": 20 }]);
    const nobody = await run({ ...to, addresses: [`postgres://nobody@${server.address}/x`], sends: ["select 1"] });
    assert.deepEqual([nobody.counts, nobody.errors], [ALL_FAILED, { "SQLSTATE 28000": 20 }]);
    const slow = await run({ ...to, sends: ["select pg_sleep(9)"] }, { timeoutMs: 700 });
    assert.deepEqual([slow.counts, slow.errors], [ALL_FAILED, { timeout: 20 }]);
    assert.ok(Math.abs(quantileOf(slow.latency, 0.5) - 700) < 8);
  });
});

/** It listens before it takes queries. */
async function untilReady(url: string): Promise<void> {
  const { postgres } = await import("../../../src/load/commands/postgres.ts");
  const connect = await postgres.prepare({ addresses: [url], sends: [], settings: {} }, Infinity);
  for (let tries = 0; tries < 100; tries++) {
    const connection = connect(url);
    const failure = await connection.send(["select 1"]).catch((error: Error) => error);
    connection.close();
    if (failure === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("PostgreSQL takes no queries");
}
