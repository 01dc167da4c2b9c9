import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { chooseReplicas } from "../../../src/judge/plan/choose-replicas.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { experimentOf } from "./plan-input.ts";

function withReplicas(replicas: number) {
  const graph: Graph = { name: "one", services: [{ name: "pricing", replicas }], edges: [] };
  return experimentOf({ system: { graph } });
}

describe("the replicas that a fault takes", () => {
  for (const [mode, total, count] of [
    [{ kind: "one" }, 5, 1],
    [{ kind: "all" }, 5, 5],
    [{ kind: "fixed", count: 2 }, 5, 2],
    [{ kind: "fixed", count: 9 }, 5, 5],
    [{ kind: "percent", percent: 50 }, 5, 2],
    [{ kind: "percent", percent: 1 }, 5, 1],
    [{ kind: "percent", percent: 100 }, 5, 5],
  ] as const) {
    test(`are ${count} of ${total} for ${JSON.stringify(mode)}`, () => {
      assert.equal(chooseReplicas("pricing", mode, withReplicas(total), seededRandom(1)).length, count);
    });
  }

  test("are up to a share of them for random-max-percent, one at least, and each count comes", () => {
    const counts = Array.from({ length: 200 }, (_, seed) => {
      const mode = { kind: "random-max-percent", percent: 60 } as const;
      return chooseReplicas("pricing", mode, withReplicas(5), seededRandom(seed)).length;
    });
    assert.deepEqual([...new Set(counts)].sort(), [1, 2, 3]);
    const least = { kind: "random-max-percent", percent: 1 } as const;
    assert.equal(chooseReplicas("pricing", least, withReplicas(5), seededRandom(1)).length, 1);
  });

  test("exist, are in order, and none is taken twice", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (seed, total, count) => {
          const chosen = chooseReplicas("pricing", { kind: "fixed", count }, withReplicas(total), seededRandom(seed));
          assert.equal(new Set(chosen).size, Math.min(count, total));
          assert.deepEqual(
            chosen,
            chosen.toSorted((a, b) => a - b),
          );
          assert.ok(chosen.every((replica) => replica >= 1 && replica <= total));
        },
      ),
    );
  });
});
