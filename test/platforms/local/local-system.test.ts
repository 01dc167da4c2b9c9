import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { localSystemUndoer } from "../../../src/platforms/local/local-system-undoer.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { dial } from "../../support/sockets.ts";
import { pairGraph, preparePair } from "./pair.ts";

const options = { timeout: 60_000 };
const noSignal = new AbortController().signal;

async function get(url: string): Promise<number> {
  const response = await fetch(url, { headers: { connection: "close" } });
  await response.arrayBuffer();
  return response.status;
}

describe("a local system", options, () => {
  test("is ready when it is up, counts each edge, and leaves no process behind", async (t) => {
    const prepared = await preparePair(t);
    assert.deepEqual(await prepared.processes(), [], "preparing starts nothing");
    const system = await prepared.up();
    assert.equal((await prepared.processes()).length, 3, "a process for each service and one for the proxy");
    const [front] = system.urlsOf("front");
    assert.equal(await get(`${front}/readyz`), 200);

    const before = (await system.readEdges())["front -> back"];
    assert.ok(before);
    for (let call = 0; call < 5; call++) assert.equal(await get(`${front}/`), 200);
    const after = (await system.readEdges())["front -> back"];
    assert.deepEqual(
      [after?.started, after?.ended, after?.failed].map((count, index) => {
        return (count ?? 0) - ([before.started, before.ended, before.failed][index] ?? 0);
      }),
      [5, 5, 0],
    );
    assert.deepEqual(system.proxies.proxiesOf({ caller: "front", callee: "back" }), ["front.back"]);
    assert.deepEqual((await readdir(prepared.logFolder)).sort(), ["back-1.log", "front-1.log", "proxy.log"]);
    assert.match(await readFile(join(prepared.logFolder, "front-1.log"), "utf8"), /"event":"listening"/);

    await prepared.down();
    assert.deepEqual(await prepared.processes(), []);
    await prepared.down();
    assert.equal(await prepared.platform.undoer.isGone(prepared.undo, noSignal), true);
  });

  test("says of an edge that not all its calls are seen when something else than HTTP was on it", async (t) => {
    const system = await (await preparePair(t)).up();
    assert.equal((await system.readEdges())["front -> back"]?.opaque, undefined);
    const proxies = (await (await fetch(`${system.proxies.apiUrl}/proxies`)).json()) as Record<
      string,
      { listen: string }
    >;
    const caller = await dial(proxies["front.back"]?.listen ?? "");
    t.after(() => void caller.socket.destroy());
    caller.send("*1\r\n$4\r\nPING\r\n");
    // What isn't HTTP is refused by what is behind the proxy: by then the proxy has seen it.
    await caller.receive(1);
    assert.equal((await system.readEdges())["front -> back"]?.opaque, 1);
  });

  test("with several replicas: calls take them in turn, and the edge counts all", async (t) => {
    const system = await (await preparePair(t, {}, pairGraph(2))).up();
    const edge = { caller: "front", callee: "back" };
    assert.deepEqual(system.proxies.proxiesOf(edge), ["front.back", "front.back.2"]);
    assert.deepEqual(system.proxies.proxiesOf(edge, [2]), ["front.back.2"]);
    assert.equal(system.urlsOf("back").length, 2);
    const counts = async () => {
      const all = (await (await fetch(`${system.proxies.apiUrl}/edges`)).json()) as Record<string, { started: number }>;
      return [all["front.back"]?.started ?? 0, all["front.back.2"]?.started ?? 0] as const;
    };
    const [first, second] = await counts();
    for (let call = 0; call < 6; call++) await get(`${system.urlsOf("front")[0]}/`);
    assert.deepEqual(await counts(), [first + 3, second + 3]);
    assert.equal((await system.readEdges())["front -> back"]?.started, first + second + 6);
  });

  test("says what its services say of themselves, and which can't be asked", async (t) => {
    const system = await (await preparePair(t)).up();
    assert.deepEqual((await system.diagnose()).front, { "pool active": 0, "pool queued": 0, "pool workers": 256 });
    await system.replicas.replicasOf("back")[0]?.kill();
    assert.match(String((await system.diagnose()).back?.unreachable), /ECONNREFUSED/);
  });

  test("knows no service that the graph hasn't", async (t) => {
    const system = await (await preparePair(t)).up();
    assert.throws(() => system.urlsOf("bakc"), RangeError);
    assert.throws(() => system.replicas.replicasOf("bakc"), RangeError);
  });

  test("rejects reading edges once the proxy is gone, and reports that it is", async (t) => {
    const prepared = await preparePair(t);
    const system = await prepared.up();
    const broken = new Promise<Error>((resolve) => system.onBroken(resolve));
    const replicas = ["front", "back"].flatMap((service) => system.replicas.replicasOf(service));
    const services = (await Promise.all(replicas.map((replica) => replica.observe()))).map(({ pid }) => pid);
    const [proxy] = (await prepared.processes()).filter((pid) => !services.includes(pid));
    process.kill(proxy as number, "SIGKILL");
    assert.match((await broken).message, /the fault proxy was ended by SIGKILL while the run went on/);
    await assert.rejects(system.readEdges(), { code: "E_PROXY_GONE" });
  });
});

describe("taking a local system down", options, () => {
  test("that was never up does nothing", async () => {
    const undoer = localSystemUndoer(systemClock);
    const record = {
      id: "x",
      kind: "local-system",
      what: "",
      manual: "",
      data: { token: `nobody-${process.pid}`, isApart: false },
    };
    await undoer.undo(record, noSignal);
    assert.equal(await undoer.isGone(record, noSignal), true);
  });

  test("works from its record alone, also for paused processes, and reports no death", async (t) => {
    const prepared = await preparePair(t);
    const system = await prepared.up();
    const reported: unknown[] = [];
    system.onBroken((error) => reported.push(error));
    system.onServiceDied((death) => reported.push(death));
    system.replicas.replicasOf("back")[0]?.pause();
    const record = JSON.parse(JSON.stringify(prepared.undo));
    await prepared.platform.undoer.undo(record, noSignal);
    assert.deepEqual(await prepared.processes(), []);
    assert.deepEqual(reported, []);
  });

  test("in the middle of coming up leaves nothing", async (t) => {
    const prepared = await preparePair(t);
    const stop = new AbortController();
    const rejected = assert.rejects(prepared.up(stop.signal), /enough/);
    while ((await prepared.processes()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("enough"));
    await rejected;
    await prepared.down();
    assert.deepEqual(await prepared.processes(), []);
  });
});
