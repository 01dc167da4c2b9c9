import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import { NodePressure } from "../../../src/platforms/kubernetes/node-pressure.ts";
import { FakeClock } from "../../support/fake-clock.ts";

interface Situation {
  /** Types of the run's faults. */
  readonly faults?: readonly string[];
  readonly mayLook?: boolean;
  readonly atFirst?: Readonly<Record<string, string>>;
}

const WELL = { Ready: "True", MemoryPressure: "False" };

/** The pods of a system on one node, whose conditions a test changes. */
async function pressureOn(context: TestContext, { faults = ["kill"], mayLook = true, atFirst = WELL }: Situation) {
  const clock = new FakeClock();
  const end = new AbortController();
  context.after(() => end.abort());
  let conditions = atFirst;
  const asked: string[] = [];
  const cluster = {
    may: async () => mayLook,
    get: async ({ name }: { readonly name: string }) => {
      asked.push(name);
      const list = Object.entries(conditions).map(([type, status]) => ({ type, status }));
      return { apiVersion: "v1", kind: "Node", metadata: { name }, status: { conditions: list } };
    },
  } as unknown as Cluster;
  const pressure = await NodePressure.watch({
    cluster,
    clock,
    nodes: () => new Set(["node-1"]),
    faults: faults.map((type) => ({ type })),
    signal: end.signal,
  });
  const become = async (now: Readonly<Record<string, string>>) => {
    conditions = now;
    await clock.advance(5000);
  };
  return { become, asked, says: () => pressure.parts().map((part) => [part.name, part.read()?.failing]) };
}

describe("nodes of a system's pods", () => {
  it("are no part to name while they are well", async (context) => {
    const { says } = await pressureOn(context, {});
    assert.deepEqual(says(), []);
  });

  it("say what they are short of, for as long", async (context) => {
    const { become, says } = await pressureOn(context, {});
    await become({ Ready: "True", MemoryPressure: "True", PIDPressure: "True" });
    assert.deepEqual(says(), [["node node-1", "it says MemoryPressure, PIDPressure"]]);
    await become({ Ready: "Unknown" });
    assert.deepEqual(says(), [["node node-1", "it says NotReady"]]);
    await become(WELL);
    assert.deepEqual(says(), []);
  });

  it("aren't blamed for what a fault of the run may do, but for what was so before", async (context) => {
    const short = { Ready: "True", MemoryPressure: "True" };
    const later = await pressureOn(context, { faults: ["memory-stress"] });
    await later.become(short);
    assert.deepEqual(later.says(), []);
    const before = await pressureOn(context, { faults: ["memory-stress"], atFirst: short });
    assert.deepEqual(before.says(), [["node node-1", "it says MemoryPressure"]]);
  });

  it("are no part where this user may not see them", async (context) => {
    const { asked, become, says } = await pressureOn(context, { mayLook: false });
    await become({ Ready: "False" });
    assert.deepEqual([says(), asked], [[], []]);
  });
});
