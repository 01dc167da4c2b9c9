import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseWords } from "../../../src/cli/init/choose.ts";
import { drafts } from "../../files/init/drafts.ts";

test("a request that somebody chose is no guess, also where it is the one that would be guessed", async () => {
  const { draft } = drafts.compose ?? assert.fail();
  const { request } = draft.words.load;
  const chosen = await chooseWords({ draft, platform: "compose" }, { request, with: {} }, undefined);
  assert.deepEqual([chosen.load.request, chosen.load.remark], [request, undefined]);
});

for (const platform of ["compose", "kubernetes"] as const) {
  test(`the remark on a request that nobody chose is true of a fault elsewhere, too (${platform})`, async () => {
    const { draft } = drafts[platform === "compose" ? "compose" : "cluster"] ?? assert.fail();
    const { fault, load } = await chooseWords({ draft, platform }, { at: "web", with: {} }, undefined);
    assert.notEqual(draft.words.fault.on, "web");
    assert.equal(fault.on, "web");
    assert.match(load.remark ?? "", /^A request that leads to /);
    assert.ok(!load.remark?.includes(draft.words.fault.on), load.remark);
  });
}
