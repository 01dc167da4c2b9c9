import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadExperiment } from "../../src/commands/load-experiment.ts";

const folder = new URL("../../experiments/", import.meta.url).pathname;

for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  test(`experiments/${file} is right, and has its schema for editors`, async () => {
    const [first] = readFileSync(join(folder, file), "utf8").split("\n");
    assert.equal(first, "# yaml-language-server: $schema=../schema/experiment.schema.json");
    const { name } = await loadExperiment(join(folder, file), { var: {} });
    assert.equal(`${name}.yaml`, file);
  });
}
