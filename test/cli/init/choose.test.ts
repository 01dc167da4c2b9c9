import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseWords } from "../../../src/cli/init/choose.ts";
import { offeredFaults } from "../../../src/cli/init/offered-faults.ts";
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

test("a fault on messages takes one request in ten, unless an option says which", async () => {
  const { draft } = drafts.graph ?? assert.fail();
  const [at = ""] = draft.edges;
  const chosen = async (keys: Readonly<Record<string, string>>, fault = "http-status") =>
    (await chooseWords({ draft, platform: "local" }, { at, fault, with: keys, request: "GET web/" }, undefined)).fault
      .keys;
  assert.deepEqual(await chosen({}), { status: 503, every: 10 });
  assert.deepEqual(await chosen({ status: "500", first: "2" }), { status: 500, first: 2 });
  assert.deepEqual(await chosen({ path: "/pay" }, "http-lost-answer"), { path: "/pay", every: 10 });
});

test("a fault on messages isn't offered where the platform may not make it", async () => {
  const { draft } = drafts.compose ?? assert.fail();
  const [at = ""] = draft.edges;
  await assert.rejects(
    chooseWords({ draft, platform: "compose" }, { at, fault: "http-status", with: {} }, undefined),
    /--fault http-status: there is no http-status; there are: latency, /,
  );
  const onEdges = offeredFaults("local", "edge").map(({ type }) => type);
  assert.deepEqual(
    ["http-status", "http-lost-answer", "query-delay", "tls-handshake"].filter((type) => onEdges.includes(type)),
    ["http-status", "http-lost-answer"],
  );
  const { draft: local } = drafts.graph ?? assert.fail();
  const [service = ""] = local.services;
  await assert.rejects(
    chooseWords(
      { draft: local, platform: "local" },
      { at: service, fault: "http-status", with: {}, request: "GET web/" },
      undefined,
    ),
    /there is no http-status; there are: kill/,
  );
});
