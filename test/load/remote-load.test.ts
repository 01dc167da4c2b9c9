import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { describe, it, type TestContext } from "node:test";
import { openLoop } from "../../src/load/open-loop.ts";
import { remoteLoad } from "../../src/load/remote-load.ts";
import type { RemoteSender } from "../../src/load/sender-link.ts";
import { say } from "../../src/load/sender-message.ts";
import { RUNNER_SILENT_MAX_MS, serveLoad } from "../../src/load/serve-load.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { version } from "../../src/values/version.ts";
import { startBrownout } from "../e2e/brownout-process.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { Collector, countOf, makeEndlessLoad, makeLoad } from "./collector.ts";
import { answer, hang, startTarget } from "./target.ts";
import { targetsOf } from "./targets-of.ts";

interface SenderProcess extends RemoteSender {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** `brownout sender`, as a pod's container starts it. */
async function startSender(context: TestContext, name: string): Promise<SenderProcess> {
  const { child, ended } = startBrownout(context, ["sender", "--port", "0"]);
  assert.ok(child.stdout);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const state = () => (child.signalCode === null ? "running" : `ended by ${child.signalCode}`);
  return { name, port: Number(/:(\d+)$/.exec(line)?.[1]), state, child, ended };
}

function startSenders(context: TestContext, count: number): Promise<SenderProcess[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => startSender(context, `sender ${index}`)));
}

/** A load without an end, once some of it was sent. */
async function sending(context: TestContext, senders: readonly RemoteSender[]) {
  const { url } = await startTarget(context, answer);
  const collector = new Collector();
  const load = makeEndlessLoad({ url });
  const running = await remoteLoad(senders, systemClock).start([load], collector);
  await collector.until(() => collector.totals().started > 20);
  return { collector, running };
}

describe("a load from several senders", { timeout: 120_000 }, () => {
  for (const pacing of [
    { kind: "constant", ratePerS: 400 },
    { kind: "poisson", ratePerS: 400 },
    { kind: "ramp", fromPerS: 100, toPerS: 600, overMs: 500 },
  ] as const) {
    it(`sends the very requests that one sender would (${pacing.kind})`, async (context) => {
      const senders = await startSenders(context, 3);
      const parts = { pacing, arrivalsForMs: 500 };
      const alone = await targetsOf(context, openLoop, parts, 1);
      // One of three that gets no processor for a while is silent with more to come.
      const shared = await targetsOf(context, remoteLoad(senders, systemClock), parts, alone.seen.length);
      assert.deepEqual(shared.seen, alone.seen);
      const { started, ended, latency } = shared.collector.totals();
      assert.deepEqual(
        { started, ended, measured: countOf(latency) },
        { started: alone.seen.length, ended: alone.seen.length, measured: alone.seen.length },
      );
      assert.equal(countOf(shared.collector.scheduleLag.toSparse()), alone.seen.length);
      for (const { code, stderr } of await Promise.all(senders.map((sender) => sender.ended))) {
        assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
      }
    });
  }

  it("tries again from where it was sent", async (context) => {
    const senders = await startSenders(context, 2);
    const { url } = await startTarget(context, (_request, response) => response.writeHead(503).end());
    const retry = { count: 2, backoffMs: 1, jitter: 0.5, on: ["timeout", { from: 503, to: 503 }] } as const;
    const collector = new Collector();
    const running = await remoteLoad(senders, systemClock).start([makeLoad({ url, retry })], collector);
    await collector.until(() => collector.totals().ended === 100);
    await running.stop();
    const { started, retries, failed } = collector.totals();
    assert.deepEqual({ started, retries, failed }, { started: 100, retries: 200, failed: 100 });
  });

  it("has in flight what all have, and closes it when it stops", async (context) => {
    const senders = await startSenders(context, 2);
    const target = await startTarget(context, hang);
    const collector = new Collector();
    const load = makeLoad({ url: target.url, arrivalsForMs: 300, maxInFlight: 100 });
    const running = await remoteLoad(senders, systemClock).start([load], collector);
    await collector.until(() => collector.totals().started === 150);
    assert.equal(collector.totals().inFlight, 100);
    assert.deepEqual(collector.totals().errors, { overflow: 50 });
    await running.stop();
    await Promise.all(senders.map(({ ended }) => ended));
    assert.equal(collector.totals().inFlight, 100);
    assert.equal(countOf(collector.totals().ages), 100);
  });

  it("breaks with a sender that says what none does, rather than count it", async (context) => {
    for (const said of [{ kind: "batch", batch: { signals: { load: { started: -1 } } } }, { kind: "else" }]) {
      const server = createServer((socket) => {
        socket.on("error", () => undefined).write(`${JSON.stringify(said)}\n`);
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      context.after(() => server.close());
      const sender = { name: "pod x", port: (server.address() as AddressInfo).port, state: () => "running" };
      const load = makeLoad({ url: "http://127.0.0.1:1" });
      await assert.rejects(remoteLoad([sender], systemClock).start([load], new Collector()), {
        code: "E_SENDER_LOST",
        message: "pod x sends no load any more: it says what no sender of brownout says (running)",
      });
    }
  });

  it("breaks with the sender that is killed, and says which", async (context) => {
    const senders = await startSenders(context, 2);
    const { collector, running } = await sending(context, senders);
    senders[1]?.child.kill("SIGKILL");
    const error = await collector.broken;
    // What is in flight to a process that is gone comes back as a reset.
    assert.match(error.message, /^sender 1 sends no load any more: (its connection ended|.*ECONNRESET)/);
    assert.equal((error as { code?: string }).code, "E_SENDER_LOST");
    await running.stop();
    assert.equal((await senders[0]?.ended)?.code, 0);
  });

  it("breaks with a sender that is frozen, though its connection stands", async (context) => {
    const senders = await startSenders(context, 2);
    const { collector, running } = await sending(context, senders);
    senders[0]?.child.kill("SIGSTOP");
    assert.match((await collector.broken).message, /^sender 0 said nothing for 40 batches of 20 ms/);
    const tooLong = new AbortController();
    const stopped = running.stop(tooLong.signal);
    tooLong.abort();
    await stopped;
    senders[0]?.child.kill("SIGCONT");
    for (const { ended } of senders) assert.equal((await ended).code, 0);
  });

  it("breaks with a sender whose own thread breaks, in its words", async (context) => {
    const senders = await startSenders(context, 1);
    const collector = new Collector();
    // No address with two requests of a hundred.
    const urls = ["http://127.0.0.{{int 1 260}}:1/"];
    const load = makeEndlessLoad({ requests: [{ method: "GET", urls, headers: {}, weight: 1 }] });
    const running = await remoteLoad(senders, systemClock).start([load], collector);
    const error = await collector.broken;
    assert.match(error.message, /^sender 0 sends no load any more: the load's own thread broke: .*URL.* \(running\)$/);
    await running.stop();
  });

  it("isn't started when one sender can't, and the others end", async (context) => {
    const [there] = await startSenders(context, 1);
    assert.ok(there);
    const { url } = await startTarget(context, answer);
    const gone = { name: "sender 9", port: 1, state: () => "not found" };
    await assert.rejects(
      remoteLoad([there, gone], systemClock).start([makeLoad({ url })], new Collector()),
      /^SenderLostError: sender 9 sends no load any more: connect ECONNREFUSED .*\(not found\)$/,
    );
    assert.equal((await there.ended).code, 0);
  });

  it("is left when one sender doesn't say that it sends, and nobody waits any more", async (context) => {
    const server = createServer((socket) => socket.resume());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    context.after(() => server.close());
    const sender = { name: "pod x", port: (server.address() as AddressInfo).port, state: () => "running" };
    const giveUp = new AbortController();
    const options = { ...new Collector(), signal: giveUp.signal };
    const starting = remoteLoad([sender], systemClock).start([makeLoad({ url: "http://127.0.0.1:1" })], options);
    const [socket] = await once(server, "connection");
    const closed = once(socket, "close");
    giveUp.abort(new Error("too late"));
    await assert.rejects(starting, /too late/);
    await closed;
  });
});

describe("a sender", { timeout: 60_000 }, () => {
  it("ends when its runner is gone without a word", async (context) => {
    const clock = new FakeClock();
    const target = await startTarget(context, hang);
    const listening = Promise.withResolvers<number>();
    const { signal } = new AbortController();
    const served = serveLoad({ port: 0, clock, driver: openLoop, signal, onListening: listening.resolve });
    const socket = connect(await listening.promise, "127.0.0.1");
    context.after(() => socket.destroy());
    const loads = [makeEndlessLoad({ url: target.url })];
    const share = { index: 0, of: 1 };
    say(socket, { kind: "start", version, loads, seed: 1, batchEveryMs: 20, share, run: "run-1" });
    const lines = createInterface({ input: socket });
    assert.deepEqual(JSON.parse((await once(lines, "line"))[0]), { kind: "started" });
    await clock.advance(RUNNER_SILENT_MAX_MS - 1);
    assert.equal(socket.closed, false);
    await clock.advance(1);
    await served;
  });

  it("takes no load from a run of another version, and is there for the next", async (context) => {
    const sender = await startSender(context, "sender");
    const socket = connect(sender.port, "127.0.0.1");
    const share = { index: 0, of: 1 };
    say(socket, { kind: "start", version: "0.0.1", loads: [], seed: 1, batchEveryMs: 20, share, run: "run-1" });
    const [line] = await once(createInterface({ input: socket }), "line");
    assert.match(line, new RegExp(`"broken".*it has brownout ${version}, and the run 0.0.1`));
    socket.destroy();
    const { url } = await startTarget(context, answer);
    const collector = new Collector();
    const running = await remoteLoad([sender], systemClock).start([makeLoad({ url })], collector);
    await running.stop();
    assert.equal((await sender.ended).code, 0);
  });

  it("says so of what it can't read", async (context) => {
    const sender = await startSender(context, "sender");
    const socket = connect(sender.port, "127.0.0.1");
    context.after(() => socket.destroy());
    socket.write(`${JSON.stringify({ kind: "start", version, loads: "all" })}\n`);
    const [line] = await once(createInterface({ input: socket }), "line");
    assert.match(line, /"broken".*the run said what brownout .* can't read: .*loads/);
  });

  it("ends with SIGTERM, also with a load under way", async (context) => {
    const sender = await startSender(context, "sender");
    const { collector, running } = await sending(context, [sender]);
    sender.child.kill("SIGTERM");
    assert.equal((await sender.ended).stderr, "");
    assert.match((await collector.broken).message, /sends no load any more/);
    await running.stop();
  });
});
