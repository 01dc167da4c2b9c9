import assert from "node:assert/strict";
import { cp, mkdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gatherQueue } from "../../../src/assembly/queue/gather-queue.ts";
import { runProgram } from "../../../src/clients/os/run-program.ts";
import { pairExperiment } from "../../e2e/pair-experiment.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const graph = fileURLToPath(new URL("../../../fixtures/graphs/pair.yaml", import.meta.url));

test("a queue is what fits, and nothing is a pass only where nothing changed", async (t) => {
  const root = await realpath(await temporaryFolder(t));
  const git = async (...args: readonly string[]) => {
    const end = await runProgram(["git", "-C", root, "-c", "user.name=t", "-c", "user.email=t@t.test", ...args]);
    assert.equal(end?.code, 0, end?.stderr);
  };
  await mkdir(join(root, "experiments"));
  await cp(graph, join(root, "pair.yaml"));
  for (const [name, more] of Object.entries({
    slow: { tags: ["gate"], owner: "shop" },
    other: { sources: ["../src"] },
    // One by a pattern, one through a link in the repository.
    third: { sources: ["../src/*.ts"] },
    fourth: { sources: ["../src-link/new.ts"] },
  })) {
    const experiment = { ...pairExperiment, name, system: { graph: "../pair.yaml" }, ...more };
    await writeFile(join(root, `experiments/${name}.yaml`), JSON.stringify(experiment));
  }
  await symlink("src", join(root, "src-link"));
  const link = join(await temporaryFolder(t), "link");
  await symlink(root, link);
  await git("init", "--quiet");
  await git("add", "--all");
  await git("-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "first");
  const gather = async (
    conditions: { tags?: string[]; owners?: string[]; changedSince?: string },
    pattern = "[os]*.yaml",
    checkout = root,
  ) => {
    const all = { tags: [], owners: [], ...conditions };
    const { queued, nothing } = await gatherQueue([join(checkout, "experiments", pattern)], all, { var: {} }, root);
    return nothing?.exitCode ?? queued.map(({ path, owner, lengthMs }) => [path, owner, lengthMs]);
  };
  const other = ["experiments/other.yaml", undefined, 2000];
  const slow = ["experiments/slow.yaml", "shop", 2000];
  assert.deepEqual(await gather({}), [other, slow]);
  assert.deepEqual(await gather({ tags: ["gate"] }), [slow]);
  assert.equal(await gather({ tags: ["gaet"] }), 3);
  assert.equal(await gather({ changedSince: "HEAD" }), 0);
  assert.equal(await gather({ changedSince: "HEAD", tags: ["gaet"] }), 3);
  await mkdir(join(root, "src"));
  await writeFile(join(root, "src/new.ts"), "");
  assert.deepEqual(await gather({ changedSince: "HEAD" }), [other]);
  assert.equal(await gather({ changedSince: "HEAD", tags: ["gate"] }), 0);
  // A file of the pattern's own name takes no other's place.
  const namesake = join(root, "experiments/[o-s]*.yaml");
  await cp(join(root, "experiments/slow.yaml"), namesake);
  assert.deepEqual(await gather({}, "[o-s]*.yaml"), [["experiments/[o-s]*.yaml", "shop", 2000], other, slow]);
  await rm(namesake);
  for (const checkout of [root, link]) {
    const all = await gather({ changedSince: "HEAD" }, "*.yaml", checkout);
    const paths = ["fourth", "other", "third"].map((name) => [`experiments/${name}.yaml`, undefined, 2000]);
    assert.deepEqual(all, paths, checkout);
  }
  await writeFile(join(root, "pair.yaml"), "broken");
  const unread = (name: string) => [`experiments/${name}.yaml`, undefined, 0];
  assert.deepEqual(await gather({ changedSince: "HEAD", tags: ["gate"] }), [unread("other"), unread("slow")]);
  await assert.rejects(gather({}, "*.yml"), { exitCode: 64 });
});
