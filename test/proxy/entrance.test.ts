import assert from "node:assert/strict";
import { test } from "node:test";
import { Entrance } from "../../src/proxy/entrance.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { CAN, command, errorBody, greeting, okBody, packet, response } from "./protocols/spoken.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

async function withFailingGets(run: (proxy: ProxyUnderTest, clock: FakeClock) => Promise<void>): Promise<void> {
  const clock = new FakeClock();
  await withProxy(
    async (proxy) => {
      const attributes = { error: "OOM no room", match: "GET *" };
      await ask(proxy.apiUrl, "POST /proxies/p/toxics", { type: "query_error", attributes });
      await run(proxy, clock);
    },
    { clock },
  );
}

test("a line that may be a command goes on after a second, and queries are found behind it", async () => {
  await withFailingGets(async ({ connect, edgeWhen }, clock) => {
    const { caller, callee } = await connect();
    const timers = clock.pending;
    caller.send("PING\r\n*2\r\n$3\r\nGET\r\n");
    await edgeWhen(() => clock.pending > timers);
    await clock.advance(999);
    assert.equal(callee.text, "");
    await clock.advance(1);
    const first = await callee.receive(19);
    callee.send("$5\r\nab");
    await caller.receive(6);
    callee.send("cde\r\n");
    await caller.receive(11);
    caller.send(`$1\r\na\r\n${command("GET", "b")}`);
    let standIn: string | undefined;
    while (standIn === undefined) {
      await callee.receive(callee.bytes + 1);
      [, standIn] = /^\$1\r\na\r\n\*1\r\n\$\d+\r\n(\S+)\r\n$/.exec(callee.text.slice(first.length)) ?? [];
    }
    callee.send(`$-1\r\n-ERR unknown command '${standIn}', with args beginning with: \r\n`);
    const told = "$5\r\nabcde\r\n$-1\r\n-OOM no room\r\n";
    assert.equal(await caller.receive(told.length), told);
  });
});

test("what a server says first goes on at once", async () => {
  await withFailingGets(async ({ connect }) => {
    const { caller, callee } = await connect();
    callee.send("220 mail ready\r\n");
    await caller.receive(16);
    caller.send("HELO");
    await callee.receive(4);
  });
});

test("where MySQL is said, a caller that isn't greeted is in flight, and queries are found from the first on", async () => {
  await withProxy(async ({ apiUrl, connect, edgeWhen }) => {
    await ask(apiUrl, "PATCH /proxies/p", { protocol: "mysql" });
    const attributes = { sqlstate: "40001", errno: 1213, message: "again" };
    await ask(apiUrl, "POST /proxies/p/toxics", { type: "query_error", attributes });
    const { caller, callee } = await connect();
    await edgeWhen(({ inFlight, started }) => inFlight === 1 && started === 0);
    const can = CAN.mysql + CAN.protocol41;
    callee.send(greeting(can));
    await caller.receive(greeting(can).length);
    await edgeWhen(({ inFlight, protocols }) => inFlight === 0 && protocols.mysql === 1);
    const login = response(can);
    caller.send(login + packet(0, "\x03SELECT 1"));
    let standIn: string | undefined;
    while (standIn === undefined) {
      await callee.receive(callee.bytes + 1);
      [, standIn] = /^(brownout_query_error_\d+) \1$/.exec(callee.text.slice(login.length + 5)) ?? [];
    }
    const error = packet(1, errorBody(1064, "42000", `near '${standIn}'`));
    callee.send(Buffer.from(packet(2, okBody()) + error, "latin1"));
    const told = packet(2, okBody()) + packet(1, errorBody(1213, "40001", "again"));
    assert.equal((await caller.receive(greeting(can).length + told.length)).slice(-told.length), told);
    await edgeWhen(({ errors, toxics }) => errors["mysql 1213"] === 1 && Object.values(toxics)[0] === 1);
  });
});

test("no more than 64 KB are held while the protocol isn't known", () => {
  let passedBytes = 0;
  const sink = {
    data: ({ length }: Buffer) => {
      passedBytes += length;
    },
    end: () => undefined,
  };
  const entrance = new Entrance({
    clock: new FakeClock(),
    isTold: () => false,
    holdsAll: () => true,
    toCallee: () => sink,
    toCaller: () => sink,
    left: () => undefined,
  });
  entrance.fromCaller.data(Buffer.alloc(64 * 1024));
  assert.equal(passedBytes, 0);
  entrance.fromCaller.data(Buffer.alloc(1));
  assert.equal(passedBytes, 64 * 1024 + 1);
});
