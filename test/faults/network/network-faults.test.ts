import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { PreparedFault } from "../../../src/faults/fault.ts";
import { networkKinds } from "../../../src/faults/kinds.ts";
import { hostAbilities } from "../../../src/faults/network/host-abilities.ts";
import { networkCapabilities } from "../../../src/faults/network/network-capabilities.ts";
import { networkInjector } from "../../../src/faults/network/network-injector.ts";
import { networkUndoer } from "../../../src/faults/network/network-undoer.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { type FaultTarget, targetName } from "../../../src/files/experiment/fault-spec.ts";
import { testsNeeding } from "../../support/needs.ts";
import { madeBy, plannedFault } from "../../support/planned-fault.ts";
import { cannotRun, edge, NetworkPair, service } from "./network-pair.ts";

const { after, before, describe, test } = testsNeeding(cannotRun);

/** A queue as somebody may have configured it. */
const theirs = ["rate", "1gbit", "burst", "64kb", "latency", "400ms"];
const deadline = () => AbortSignal.timeout(20_000);

describe("faults on packets, in networks of their own", { concurrency: false }, () => {
  let pair: NetworkPair;
  before(async () => {
    pair = await NetworkPair.up();
  });
  after(() => pair?.close());

  async function prepare(context: TestContext, type: string, on: FaultTarget, words: object): Promise<PreparedFault> {
    const kind = networkKinds.find((one) => one.type === type);
    assert.ok(kind);
    const capability = networkCapabilities(await hostAbilities(), { words: "through nsenter" })[type];
    const fault = madeBy(plannedFault(kind, on, words), capability);
    const [prepared] = await prepareFault(fault, [networkInjector(pair.networks, pair.find)], undefined);
    assert.ok(prepared);
    context.after(() => undo(prepared));
    return prepared;
  }

  /** As another process would: from what is on disk. */
  async function undo({ undo: record }: PreparedFault): Promise<void> {
    const read = JSON.parse(JSON.stringify(record));
    const undoer = networkUndoer(pair.find);
    await undoer.undo(read, deadline());
    assert.equal(await undoer.isGone(read, deadline()), true);
  }

  const both = async () => [await pair.snapshot("front"), await pair.snapshot("back")];
  const outcome = async (url?: string) => (await pair.call(url)).outcome;
  /** Tells whether a call has no answer when another one, begun later and not concerned, has one. */
  const hangs = async () => {
    let ended = false;
    const call = pair.call().then(() => {
      ended = true;
    });
    assert.equal(await outcome(pair.otherUrl), 200);
    return { soFar: !ended, call };
  };

  for (const on of [edge, service]) {
    test(`packet-loss on ${targetName(on)} makes calls wait for retransmissions`, async (context) => {
      const found = await both();
      const fault = await prepare(context, "packet-loss", on, { loss: "20%" });
      assert.equal((await fault.verify(deadline())).took, "false");
      await fault.inject(deadline());
      const ends = await Promise.all(Array.from({ length: 30 }, () => pair.call()));
      // TCP waits at least 200 ms before it sends again, and a second for a connection's first packet.
      assert.ok(ends.some(({ answeredMs }) => answeredMs >= 200));
      assert.ok(ends.every(({ outcome }) => outcome === 200));
      const { took, evidence } = await fault.verify(deadline());
      assert.equal(took, "true");
      assert.match(evidence, /nft dropped \d+ of \d+ packets/);
      await undo(fault);
      assert.deepEqual(await both(), found);
    });
  }

  for (const direction of ["both", "upstream", "downstream"]) {
    test(`partition of an edge (${direction}) makes its calls hang, and no others`, async (context) => {
      const found = await both();
      const fault = await prepare(context, "partition", edge, { direction });
      await fault.inject(deadline());
      const { soFar, call } = await hangs();
      assert.equal(soFar, true);
      assert.equal((await fault.verify(deadline())).took, "true");
      await undo(fault);
      await call;
      assert.deepEqual(await both(), found);
    });
  }

  for (const on of [edge, service]) {
    test(`tcp-reset on ${targetName(on)} breaks live connections and refuses new ones`, async (context) => {
      const found = await both();
      const live = await pair.openConnection();
      const fault = await prepare(context, "tcp-reset", on, {});
      await fault.inject(deadline());
      assert.equal(await live.useAgain(), "ECONNRESET");
      assert.equal(await outcome(), "ECONNREFUSED");
      assert.equal((await fault.verify(deadline())).took, "true");
      await undo(fault);
      assert.equal(await outcome(), 200);
      assert.deepEqual(await both(), found);
    });
  }

  for (const on of [edge, service]) {
    test(`packet-delay on ${targetName(on)} delays answers, and moves live connections over`, async (context) => {
      const found = await both();
      const live = await pair.openConnection();
      const fault = await prepare(context, "packet-delay", on, { delay: "300ms" });
      await fault.inject(deadline());
      const { outcome, answeredMs } = await pair.call();
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 300, `answered after ${answeredMs} ms`);
      assert.equal((await fault.verify(deadline())).took, "true");
      assert.notEqual(await live.useAgain(), "answered");
      await undo(fault);
      assert.ok((await pair.call()).answeredMs < 300);
      assert.deepEqual(await both(), found);
    });
  }

  test("packet-bandwidth on a service makes big answers take their time", async (context) => {
    const found = await both();
    const fault = await prepare(context, "packet-bandwidth", service, { rate: "200KB/s" });
    await fault.inject(deadline());
    // 64 KB pass at once, as much as the bucket holds; the others in 0.5 s.
    const ends = await Promise.all(Array.from({ length: 10 }, () => pair.call(`${pair.url}?bytes=16000`)));
    assert.ok(Math.max(...ends.map(({ answeredMs }) => answeredMs)) >= 300);
    assert.equal((await fault.verify(deadline())).took, "true");
    await undo(fault);
    assert.deepEqual(await both(), found);
  });

  test("packet-bandwidth leaves a device's queue length as it was, also that of none", async (context) => {
    // As container engines make them.
    await pair.execute("back", "ip", "link", "set", "dev", "eth0", "txqueuelen", "0");
    const found = await both();
    const fault = await prepare(context, "packet-bandwidth", service, { rate: "200KB/s" });
    await fault.inject(deadline());
    assert.notDeepEqual(await both(), found);
    await undo(fault);
    assert.deepEqual(await both(), found);
  });

  test("a queue that somebody configured is left alone, and named", async (context) => {
    await pair.execute("back", "tc", "qdisc", "add", "dev", "eth0", "root", "handle", "42:", "tbf", ...theirs);
    const found = await both();
    const fault = await prepare(context, "packet-bandwidth", service, { rate: "200KB/s" });
    await assert.rejects(fault.inject(deadline()), /eth0 in the network of back has a queue already: tbf 42:/);
    await undo(fault);
    assert.deepEqual(await both(), found);
    await pair.execute("back", "tc", "qdisc", "del", "dev", "eth0", "root");
  });

  test("rules that somebody else made stay as they are", async (context) => {
    await pair.execute("front", "nft", "add", "table", "ip", "nat");
    const found = await both();
    const fault = await prepare(context, "partition", edge, {});
    await fault.inject(deadline());
    await undo(fault);
    assert.deepEqual(await both(), found);
  });

  for (const [type, on, words] of [
    ["partition", edge, {}],
    ["packet-bandwidth", service, { rate: "1MB/s" }],
    ["packet-delay", edge, { delay: "300ms" }],
  ] as const) {
    describe(type, () => {
      test("can be undone twice, and when it was never injected", async (context) => {
        const found = await both();
        const fault = await prepare(context, type, on, words);
        await undo(fault);
        await fault.inject(deadline());
        await undo(fault);
        await undo(fault);
        assert.deepEqual(await both(), found);
      });

      test("doesn't begin when it was cut short before", async (context) => {
        const found = await both();
        const fault = await prepare(context, type, on, words);
        await assert.rejects(fault.inject(AbortSignal.abort(new Error("too late"))), /too late/);
        assert.deepEqual(await both(), found);
      });

      test("is gone after its undo when it was cut short", async (context) => {
        const found = await both();
        const fault = await prepare(context, type, on, words);
        const cut = new AbortController();
        const injecting = fault.inject(cut.signal);
        setImmediate(() => cut.abort(new Error("cut short")));
        await assert.rejects(injecting, /cut short/);
        await undo(fault);
        assert.deepEqual(await both(), found);
      });

      test("can be undone when its target was started again, or is gone", async (context) => {
        const fault = await prepare(context, type, on, words);
        await fault.inject(deadline());
        await pair.restart();
        await undo(fault);
        assert.equal(await outcome(), 200);
        await fault.inject(deadline());
        await pair.close();
        await undo(fault);
        await pair.restart();
      });
    });
  }
});
