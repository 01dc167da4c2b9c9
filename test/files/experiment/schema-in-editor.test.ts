import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LanguageClient, said } from "../../support/language-client.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { example } from "./stand-ins.ts";

const server = fileURLToPath(import.meta.resolve("yaml-language-server/bin/yaml-language-server"));
const schema = fileURLToPath(new URL("../../../schema/experiment.schema.json", import.meta.url));

test("the schema alone gives completion, descriptions and errors at their places in yaml-language-server", {
  timeout: 120_000,
}, async (context) => {
  const settings = { yaml: { schemaStore: { enable: false }, completion: true, hover: true, validate: true } };
  const client = new LanguageClient(context, [server, "--stdio"], settings);
  await client.initialize({ workspace: { configuration: true } });
  client.notify("workspace/didChangeConfiguration", { settings });
  const file = join(await temporaryFolder(context), "x.yaml");
  const uri = pathToFileURL(file).href;
  const head = `# yaml-language-server: $schema=${pathToFileURL(schema).href}\n`;
  const wrong = `${head}${example.replace("2800ms", "2800 ms").replace("owner:", "ownr:")}`;
  writeFileSync(file, wrong);
  client.open(uri, wrong);
  const found = await client.until(uri, (diagnostics) => diagnostics.length > 0);
  const lines = wrong.split("\n");
  const texts = found.map(({ range }) => lines[range.start.line]?.slice(range.start.character, range.end.character));
  assert.deepEqual(texts.toSorted(), ["2800 ms", "ownr"]);
  assert.ok(found.some((one) => /a duration is a number with its unit/.test(said(one))));
  const right = head + example;
  client.change(uri, right, 2);
  assert.deepEqual(await client.until(uri, (diagnostics) => diagnostics.length === 0), []);
  const hover = await client.hover(uri, right, right.indexOf("jitter") + 1);
  assert.match(JSON.stringify(hover?.contents), /Most that a delay differs/);
  const typed = right.replace("    jitter: 100ms", "    ");
  client.change(uri, typed, 3);
  const keys = await client.completion(uri, typed, typed.indexOf("\n", typed.indexOf("latency: 2800ms") + 16));
  const labels = keys.map(({ label }) => label);
  assert.ok(labels.includes("toxicity") && labels.includes("mode") && !labels.includes("grace"), labels.join());
  const types = await client.completion(uri, right, right.indexOf("type: latency") + "type: ".length);
  assert.ok(
    types.some(({ label }) => label === "packet-loss"),
    types.map(({ label }) => label).join(),
  );
  await client.shutdown();
});
