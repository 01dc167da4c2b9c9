import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { areApart } from "../../../src/assembly/queue/apart.ts";
import { readCandidate } from "../../../src/assembly/queue/read-candidate.ts";
import { writePairExperiment } from "../../e2e/pair-experiment.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const groundsOf = async (file: string) => {
  const { about } = await readCandidate(file, { var: {} });
  return (about ?? assert.fail(`${file} can't be read`)).grounds;
};

test("demo services share nothing, own programs their folder", async () => {
  const demo = await groundsOf("experiments/pricing-slow-protected.yaml");
  const programs = await groundsOf("examples/programs/pricing-slow.yaml");
  assert.deepEqual(demo, { folders: [], ports: [] });
  assert.deepEqual(new Set(programs?.folders), new Set([resolve("examples/programs")]));
  assert.ok(areApart(demo, demo));
  assert.ok(areApart(demo, programs));
  assert.ok(!areApart(programs, programs));
});

test("nothing is known of what a cluster shares", async () => {
  assert.equal(await groundsOf("experiments/kubernetes/federation-rules-slow.yaml"), undefined);
});

test("nor of a load that goes to an address of its own", async (t) => {
  const folder = await temporaryFolder(t);
  const load = { users: { request: "GET http://127.0.0.1:9/", rate: "10/s" } };
  const file = await writePairExperiment(folder, { load });
  assert.equal(await groundsOf(file), undefined);
});
