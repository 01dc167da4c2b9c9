import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadExperiment } from "../../../src/assembly/load-experiment.ts";

const top = new URL("../../../", import.meta.url).pathname;

for (const [folder, up] of [
  ["experiments", ".."],
  ["experiments/ritual", "../.."],
  ["experiments/messages", "../.."],
  ["experiments/kubernetes", "../.."],
] as const) {
  for (const file of readdirSync(join(top, folder)).filter((name) => name.endsWith(".yaml"))) {
    test(`${folder}/${file} is right, and has its schema for editors`, async () => {
      const path = join(top, folder, file);
      const [first] = readFileSync(path, "utf8").split("\n");
      assert.equal(first, `# yaml-language-server: $schema=${up}/schema/experiment.schema.json`);
      const { name } = (await loadExperiment(path, { var: {} })).experiment;
      assert.equal(`${name}.yaml`, file);
    });
  }
}

for (const incident of readdirSync(join(top, "experiments/incidents"))) {
  const files = readdirSync(join(top, "experiments/incidents", incident)).filter((name) => name !== "incident.yaml");
  for (const file of files) {
    test(`experiments/incidents/${incident}/${file} is right, and has its schema for editors`, async () => {
      const path = join(top, "experiments/incidents", incident, file);
      const [first] = readFileSync(path, "utf8").split("\n");
      assert.equal(first, "# yaml-language-server: $schema=../../../schema/experiment.schema.json");
      const { name } = (await loadExperiment(path, { var: {} })).experiment;
      assert.equal(`${name}.yaml`, `${incident}-${file}`);
    });
  }
}
