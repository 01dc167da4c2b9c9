import assert from "node:assert/strict";
import { networkKinds } from "../../../src/faults/kinds.ts";
import { execute } from "../../../src/faults/network/host-namespace.ts";
import { putQueue, type QueueRecipe, queueEffect, removeQueue } from "../../../src/faults/network/packet-queue.ts";
import { effectCases } from "../../contract/fault-effects.ts";
import { testsNeeding } from "../../support/needs.ts";
import { cannotRun, NetworkPair } from "./network-pair.ts";

const { after, before, describe, test } = testsNeeding(cannotRun);

const HANDLE = "7abc:";

describe("queueing disciplines", { concurrency: false }, () => {
  let pair: NetworkPair;
  before(async () => {
    pair = await NetworkPair.up();
  });
  after(() => pair?.close());

  test("for peers act on the packets to them alone", async () => {
    const found = await pair.snapshot("front");
    const front = await pair.find({ kind: "netns", id: pair.networks.networksOf("front")[0]?.name.id ?? "" });
    assert.ok(front);
    const recipe: QueueRecipe = {
      by: "queue",
      discipline: "tbf rate 400kbit burst 65536 latency 10s",
      acted: ({ overlimits }) => (overlimits > 0 ? "true" : "false"),
    };
    const slowest = async (url: string) => {
      const ends = await Promise.all(Array.from({ length: 10 }, () => pair.call(url, { padBytes: 12_000 })));
      return Math.max(...ends.map(({ answeredMs }) => answeredMs));
    };
    await putQueue(front, HANDLE, recipe, await pair.networks.peersOf({ caller: "front", callee: "back" }));
    await slowest(pair.otherUrl);
    assert.equal((await queueEffect(front, HANDLE, recipe)).took, "false");
    // 64 KB pass at once, the other 56 KB at 50 KB/s.
    assert.ok((await slowest(pair.url)) >= 500);
    assert.equal((await queueEffect(front, HANDLE, recipe)).took, "true");
    await removeQueue(front, HANDLE);
    assert.equal(await pair.snapshot("front"), found);
  });
});

describe("netem, as it is written for tc", () => {
  for (const kind of networkKinds) {
    const params = kind.params.parse({
      ...effectCases[kind.type]?.params,
      ...(kind.type === "packet-loss" ? { correlation: "25%" } : {}),
    });
    for (const recipe of kind.techniques.map((technique) => technique.recipe(params))) {
      if (recipe.by !== "queue" || !recipe.discipline.startsWith("netem")) continue;
      test(`${kind.type}: tc reads "${recipe.discipline}"`, async () => {
        const tc = `tc qdisc add dev lo root handle ${HANDLE} ${recipe.discipline}`;
        const { code, stderr } = await execute(["unshare", "--net", "--", "sh", "-c", tc]);
        // tc reads all of it before it asks the kernel, which may have no netem.
        if (code !== 0) assert.match(stderr, /qdisc kind is unknown/);
      });
    }
  }
});
