import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findSystems } from "../../../src/cli/init/found-systems.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const KUBECONFIG = `current-context: staging
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
contexts: [{ name: staging, context: { cluster: c, namespace: shop } }]
`;

test("finds a graph, a Compose project, a Procfile, a package and kubectl's namespace, and nothing that is none", async (context) => {
  const folder = await temporaryFolder(context);
  const files: Readonly<Record<string, string>> = {
    "shop.yaml": "name: shop\nservices: { web: { command: node web.mjs } }\n",
    "variants.yml":
      "name: shop\nservices: { web: { command: node web.mjs } }\nvariants: { two: { services: { web: { replicas: 2 } } } }\n",
    "compose.yaml": "services: { web: { image: web } }\n",
    "docker-compose.yml": "services: { web: { image: web } }\n",
    "slow.yaml": "name: slow\nload: {}\n",
    "broken.yaml": "services: [\n",
    Procfile: "web: node web.mjs\n",
    "package.json": '{ "scripts": { "start": "node web.mjs" } }',
    kubeconfig: KUBECONFIG,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const found = findSystems(folder, { KUBECONFIG: join(folder, "kubeconfig") });
  assert.deepEqual(
    found.map(({ options }) => options),
    [
      { graph: join(folder, "shop.yaml") },
      { graph: join(folder, "variants.yml") },
      { compose: join(folder, "compose.yaml") },
      { procfile: join(folder, "Procfile") },
      { package: folder },
      { on: "kubernetes", context: "staging", namespace: "shop" },
    ],
  );
});

test("finds nothing in an empty folder, nor by a kubeconfig that is broken", async (context) => {
  const folder = await temporaryFolder(context);
  assert.deepEqual(findSystems(folder, { KUBECONFIG: join(folder, "none") }), []);
  const kubeconfig = join(await temporaryFolder(context), "config");
  writeFileSync(kubeconfig, "contexts: 7\n");
  assert.deepEqual(findSystems(folder, { KUBECONFIG: kubeconfig }), []);
});

test("finds nothing in what has the name of a file and is none that can be read", async (context) => {
  const folder = await temporaryFolder(context);
  // As an editor leaves it beside what is being edited.
  symlinkSync("ann@laptop.4711:1", join(folder, ".#shop.yaml"));
  mkdirSync(join(folder, "values.yaml"));
  mkdirSync(join(folder, "package.json"));
  assert.deepEqual(findSystems(folder, { KUBECONFIG: join(folder, "none") }), []);
});
