import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseWords } from "../../../src/cli/init/choose.ts";
import { drafts } from "../../files/init/drafts.ts";

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
