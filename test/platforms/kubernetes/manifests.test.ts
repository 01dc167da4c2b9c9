import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { readManifests } from "../../../src/platforms/kubernetes/manifests.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function manifestFile(context: TestContext, text: string): Promise<string> {
  const path = join(await temporaryFolder(context), "shop.yaml");
  writeFileSync(path, text);
  return path;
}

async function problemOf(context: TestContext, text: string): Promise<string> {
  const path = await manifestFile(context, text);
  try {
    readManifests([path], "shop");
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    assert.equal(code, "E_MANIFEST");
    return message.replaceAll(path, "shop.yaml");
  }
  throw new assert.AssertionError({ message: "it was taken" });
}

const config = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

describe("manifests", () => {
  it("are all documents of a file, with the lines that they begin at, in the namespace of the run", async (context) => {
    const path = await manifestFile(context, `# ours\n${config("one")}---\n---\n# nothing\n---\n\n${config("two")}`);
    const read = readManifests([path], "shop");
    assert.deepEqual(
      read.map(({ place, object }) => [place, object.metadata]),
      [
        [`${path}, line 2`, { name: "one", namespace: "shop" }],
        [`${path}, line 10`, { name: "two", namespace: "shop" }],
      ],
    );
  });

  it("are the files of a folder, by their names", async (context) => {
    const folder = await temporaryFolder(context);
    mkdirSync(join(folder, "deeper"));
    for (const name of ["b.yml", "a.yaml", "c.json", "notes.md"]) {
      writeFileSync(join(folder, name), JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }));
    }
    const read = readManifests([folder], "shop");
    assert.deepEqual(
      read.map(({ object }) => object.metadata.name),
      ["a.yaml", "b.yml", "c.json"],
    );
  });

  it("may carry templates for others in what they hold", async (context) => {
    const path = await manifestFile(context, `${config("alerts")}data:\n  mail: "{{ $labels.job }} is down"\n`);
    assert.equal(readManifests([path], "shop").length, 1);
  });

  const problems: readonly [string, string, RegExp][] = [
    [
      "a template that breaks YAML",
      `${config("one")}---\nkind: {{ .Values.kind }}\n`,
      /^shop.yaml, line 5: .*template.*: kind: \{\{ \.Values\.kind \}\}/,
    ],
    ["a template in quotes", `${config('"{{ .Release.Name }}"')}`, /line 1: .*template/],
    ["a flow of a template", `{{- if .Values.on }}\n${config("one")}{{- end }}\n`, /line 1: .*template/],
    [
      "generateName",
      "apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: job- }\n",
      /Job has no name, but a generateName/,
    ],
    [
      "another namespace",
      `${config("one")}---\napiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: other }\n`,
      /line 5: Secret s is for the namespace other, the run has shop/,
    ],
    ["no kind", "apiVersion: v1\nmetadata: { name: a }\n", /no manifest: kind/],
    [
      "an object twice",
      `${config("one")}---\n${config("two")}---\n${config("one")}`,
      /line 9: ConfigMap one is there twice; the first is shop.yaml, line 1$/,
    ],
    ["a List", "apiVersion: v1\nkind: List\nitems: []\n", /line 1: a List of objects/],
    ["a list in YAML", "- a\n- b\n", /line 1: no manifest: Invalid input: expected object, received array/],
    ["no mapping", "just a text\n", /no manifest/],
    ["no YAML", "a: [1\n", /not YAML/],
  ];
  for (const [what, text, expected] of problems) {
    it(`with ${what} are refused`, async (context) => {
      assert.match(await problemOf(context, text), expected);
    });
  }

  it("that aren't there, and a folder without any, are refused", async (context) => {
    const folder = await temporaryFolder(context);
    assert.throws(() => readManifests([join(folder, "no.yaml")], "shop"), { code: "E_MANIFEST" });
    assert.throws(() => readManifests([folder], "shop"), { code: "E_MANIFEST", message: /no manifests/ });
  });
});
