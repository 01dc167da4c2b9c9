import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type About, type Candidate, type Selection, select } from "../../../src/assembly/queue/select.ts";

const about: About = {
  owner: "checkout",
  tags: ["latency", "nightly"],
  lengthMs: 1,
  madeFrom: ["/repo/experiments/slow.yaml", "/repo/graphs/shop.yaml", "/repo/k8s"],
  sources: ["../services/pricing/**", "../lib", "*.json", "./[ab].ts"],
  folders: ["/link/experiments", "/repo/experiments"],
};

function picked(conditions: Partial<Selection>, others: readonly Candidate[] = []) {
  const candidates = [{ file: "slow.yaml", about }, ...others];
  const { taken, unchanged } = select(candidates, { tags: [], owners: [], ...conditions });
  return { taken: taken.map(({ file }) => file), unchanged };
}

const isPicked = (conditions: Partial<Selection>) => picked(conditions).taken.length === 1;

describe("experiments are picked", () => {
  it("by one of several tags, and one of several owners, and by both", () => {
    assert.ok(isPicked({}));
    assert.ok(isPicked({ tags: ["disk", "nightly"], owners: ["pricing", "checkout"] }));
    assert.ok(!isPicked({ tags: ["disk"], owners: ["checkout"] }));
    assert.ok(!isPicked({ tags: ["latency"], owners: ["check"] }));
    assert.ok(!isPicked({ tags: ["lat"] }));
  });

  for (const changed of [
    "/repo/experiments/slow.yaml",
    "/repo/graphs/shop.yaml",
    "/repo/k8s/deep/shop.yaml",
    "/repo/services/pricing/src/index.ts",
    "/repo/services/pricing/.env",
    "/repo/lib",
    "/repo/lib/a/b.ts",
    "/repo/experiments/values.json",
    "/repo/experiments/b.ts",
    // A submodule that the graph is in.
    "/repo/graphs",
  ]) {
    it(`by a change of ${changed}`, () => assert.ok(isPicked({ changed: ["/repo/README.md", changed] })));
  }

  for (const changed of [
    "/repo/experiments/slow.yaml.orig",
    "/repo/services/pricing-2/index.ts",
    "/repo/library/a.ts",
    "/repo/values.json",
    "/repo/experiments/c.ts",
    "/other/experiments/slow.yaml",
  ]) {
    it(`not by a change of ${changed}`, () => assert.ok(!isPicked({ changed: [changed] })));
  }

  for (const [source, changed] of [
    ["../services/pricing/", "/repo/services/pricing/src/index.ts"],
    ["../services/*/", "/repo/services/pricing/src/index.ts"],
    ["../services/*/", "/repo/services/pricing"],
    ["./", "/repo/experiments/values/slow.json"],
    ["../", "/repo/lib/a.ts"],
    ["..", "/repo/lib/a.ts"],
  ] as const) {
    it(`by a change of ${changed} where ${source} is a source`, () => {
      const candidate = { file: "slow.yaml", about: { ...about, sources: [source] } };
      assert.deepEqual(select([candidate], { tags: [], owners: [], changed: [changed] }).taken, [candidate]);
    });
  }

  it("always where they can't be read", () => {
    const told = picked({ tags: ["disk"], owners: ["nobody"], changed: [] }, [{ file: "broken.yaml" }]);
    assert.deepEqual(told, { taken: ["broken.yaml"], unchanged: 0 });
  });

  it("and those are counted that only didn't change", () => {
    const other = { file: "other.yaml", about: { ...about, tags: ["disk"] } };
    assert.deepEqual(picked({ tags: ["latency"], changed: [] }, [other]), { taken: [], unchanged: 1 });
  });
});
