import assert from "node:assert/strict";
import { version } from "../../src/values/version.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";

const image = `brownout:${version}`;

const { describe, test } = testsNeeding(await withoutImage(image));

describe("the command's image", () => {
  const brownout = (...args: readonly string[]) => docker("run", "--rm", image, ...args);

  test("has the experiments of the tree, and all that they name", async () => {
    const out = await brownout("validate", "experiments/ritual/kill-a-pod.yaml", "experiments/pricing-kill.yaml");
    assert.equal(out, "ok experiments/ritual/kill-a-pod.yaml\nok experiments/pricing-kill.yaml");
  });

  test("isn't root, and keeps runs all the same", async () => {
    assert.match(await docker("run", "--rm", "--entrypoint", "id", image), /^uid=1000\(node\)/);
    await docker("run", "--rm", "--entrypoint", "mkdir", image, ".brownout/runs");
  });
});
