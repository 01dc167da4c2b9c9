import assert from "node:assert/strict";
import { after, before, describe, type TestContext, test } from "node:test";
import type { FaultTarget } from "../../../src/experiment/experiment.ts";
import type { PreparedFault } from "../../../src/fault/fault.ts";
import { networkKinds } from "../../../src/fault/kinds.ts";
import { hostAbilities } from "../../../src/fault/network/host-abilities.ts";
import { networkCapabilities } from "../../../src/fault/network/network-capabilities.ts";
import { networkInjector, networkUndoer } from "../../../src/fault/network/network-faults.ts";
import { plannedFault } from "../../support/planned-fault.ts";
import { cannotRun, edge, NetworkPair, service } from "./network-pair.ts";

const deadline = () => AbortSignal.timeout(20_000);

describe("faults on packets, in networks of their own", { skip: cannotRun, concurrency: false }, () => {
  let pair: NetworkPair;
  before(async () => {
    pair = await NetworkPair.up();
  });
  after(() => pair?.close());

  async function prepare(context: TestContext, type: string, on: FaultTarget, words: object): Promise<PreparedFault> {
    const kind = networkKinds.find((one) => one.type === type);
    assert.ok(kind);
    const capability = networkCapabilities(await hostAbilities(), "through nsenter")[type];
    assert.ok(capability?.can, `${type} can't be made here`);
    const fault = { ...plannedFault(kind, on, words), means: capability.means };
    const [prepared] = await networkInjector(pair.networks, pair.find).prepare(fault, undefined);
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

  const calls = (count: number) => Promise.all(Array.from({ length: count }, () => pair.call()));

  for (const on of [edge, service]) {
    test(`packet-loss on ${on.kind === "edge" ? "an edge" : "a service"} makes calls wait for retransmissions`, async (context) => {
      const found = [await pair.snapshot("front"), await pair.snapshot("back")];
      const fault = await prepare(context, "packet-loss", on, { loss: "20%" });
      assert.equal((await fault.verify(deadline())).took, "false");
      await fault.inject(deadline());
      const ends = await calls(30);
      // The first retransmission of a connection's first packet comes after a second, by RFC 6298.
      assert.ok(ends.some(({ answeredMs }) => answeredMs >= 200));
      assert.ok(ends.every(({ outcome }) => outcome === 200));
      const { took, evidence } = await fault.verify(deadline());
      assert.equal(took, "true");
      assert.match(evidence, /nft dropped \d+ of \d+ packets/);
      await undo(fault);
      assert.deepEqual([await pair.snapshot("front"), await pair.snapshot("back")], found);
    });
  }
});
