import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { test } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { version } from "../../src/values/version.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "..", "..");

interface Workflow {
  readonly jobs: { readonly package: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] } };
}

test("the workflow of a release holds the tag against the version, and says where it is made and what is in it", async (context) => {
  const { jobs } = load(readFileSync(join(root, ".github/workflows/release.yml"), "utf8")) as Workflow;
  const folder = await temporaryFolder(context);
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(root, file), join(folder, file));
  cpSync(join(root, "schema"), join(folder, "schema"), { recursive: true });
  symlinkSync(join(root, "scripts"), join(folder, "scripts"));
  mkdirSync(join(folder, "dist"));
  const parsed = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const run = (name: string, tag = `v${version}`) => {
    const script = jobs.package.steps.find((step) => step.name === name)?.run ?? assert.fail(name);
    const where = { GITHUB_SERVER_URL: "https://forge.test", GITHUB_REPOSITORY: "us/brownout", GITHUB_REF_NAME: tag };
    const options = { cwd: folder, env: { ...process.env, ...where }, encoding: "utf8" } as const;
    const { status, stderr } = spawnSync("bash", ["-ec", script], options);
    return { status, stderr };
  };
  const done = { status: 0, stderr: "" };

  assert.deepEqual(run("Is the tag the package's version?"), done);
  assert.equal(run("Is the tag the package's version?", "v99.0.0").status, 1);
  assert.deepEqual(run("Say where it is made, which provenance is held against"), done);
  assert.deepEqual(parsed("package.json").repository, { type: "git", url: "git+https://forge.test/us/brownout.git" });

  // What was bundled is in it, and nothing else: of what the tree has to run, and of what it has to be built.
  const { packages } = parsed("package-lock.json");
  const bundle = (list: unknown) => writeFileSync(join(folder, "dist/third-parties.json"), JSON.stringify(list));
  const bundled = ["commander", "uplot"].map((name) => ({ name, version: packages[`node_modules/${name}`].version }));
  bundle(bundled);
  assert.deepEqual(run("What is in it"), done);
  const { bomFormat, components } = parsed("brownout.cdx.json");
  assert.equal(bomFormat, "CycloneDX");
  type Component = (typeof bundled)[number] & { readonly scope: string };
  const told = components.map(({ name, version, scope }: Component) => ({ name, version, scope }));
  assert.deepEqual(
    told,
    bundled.map((one) => ({ ...one, scope: "required" })),
  );
  bundle([{ name: "commander", version: "0.0.1" }]);
  assert.match(run("What is in it").stderr, /commander 0\.0\.1 is bundled, and not in package-lock\.json/);

  assert.deepEqual(run("Say where the schema of experiments is, for the catalogue of SchemaStore"), done);
  const { url, fileMatch } = schemaStoreEntry.parse(parsed("schemastore-entry.json"));
  assert.equal(url, "https://forge.test/us/brownout/releases/latest/download/experiment.schema.json");
  // A pattern without a slash is of a name in any folder, for the editors that read the catalogue.
  const isMatched = (path: string) => fileMatch.some((pattern) => matchesGlob(path, `**/${pattern}`));
  assert.deepEqual(["slow.brownout.yaml", "resilience/checkout/slow.brownout.yml"].filter(isMatched).length, 2);
  const others = ["experiments/train.yaml", "docker-compose.yaml", "brownout.yaml", "slow.brownout.yaml.json"];
  assert.deepEqual(others.filter(isMatched), []);
});

/** An entry of the catalogue for a schema that is kept elsewhere, as the catalogue's own schema (schema-catalog.json) has it. */
const schemaStoreEntry = z.strictObject({
  name: z.string(),
  description: z.string(),
  fileMatch: z.array(z.string()).refine((all) => new Set(all).size === all.length),
  url: z.url({ protocol: /^https$/ }),
});
