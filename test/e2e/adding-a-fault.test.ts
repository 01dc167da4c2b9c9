import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { experimentsPageText } from "../../scripts/fault-tables.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** The code blocks of docs/adding-a-fault.md: the kind, its line in the list, its case in the contract. */
async function blocks(): Promise<readonly string[]> {
  const page = await readFile(join(root, "docs/adding-a-fault.md"), "utf8");
  return [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
}

/** A copy of the project in which the page was followed. */
async function withSlowLink(context: TestContext): Promise<string> {
  const copy = await temporaryFolder(context);
  const parts = [
    "src",
    "scripts",
    "docs",
    "fixtures",
    "test/contract",
    "test/support",
    "package.json",
    "tsconfig.json",
  ];
  for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  const [kind = "", line = "", effect = ""] = await blocks();
  assert.match(line, /toxicKinds: .* = \[.*slowLink/);
  await writeFile(join(copy, "src/faults/toxiproxy/slow-link.ts"), kind);
  await change(join(copy, "src/faults/toxiproxy/list.ts"), [
    ["toxicKinds: readonly ToxicKind[] = [", "toxicKinds: readonly ToxicKind[] = [slowLink, "],
    ["import { slowClose }", 'import { slowLink } from "./slow-link.ts";\nimport { slowClose }'],
  ]);
  await change(join(copy, "test/contract/fault-effects.ts"), [["  latency: {", `  ${effect}\n  latency: {`]]);
  return copy;
}

async function change(path: string, changes: readonly (readonly [string, string])[]): Promise<void> {
  let text = await readFile(path, "utf8");
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `${path} has no ${from}`);
    text = text.replace(from, to);
  }
  await writeFile(path, text);
}

test("a kind that is added as docs/adding-a-fault.md says is planned, made, seen and undone, and all lists have it", {
  timeout: 120_000,
}, async (context) => {
  const copy = await withSlowLink(context);
  // So that a test runner that is started within this one runs its tests.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: copy, env });
  // The list, and what it is made of: what reads it takes any kind that it takes.
  await writeFile(
    join(copy, "tsconfig.list.json"),
    '{ "extends": "./tsconfig.json", "include": ["src/faults/toxiproxy/list.ts"] }',
  );
  await node("node_modules/typescript/bin/tsc", "-p", "tsconfig.list.json");

  const { stdout: schema } = await node("src/cli.ts", "schema");
  assert.match(schema, /"const": ?"slow-link"/);
  const page = await readFile(join(copy, "docs/writing-experiments.md"), "utf8");
  await node("scripts/fault-tables.ts");
  const withIt = await readFile(join(copy, "docs/writing-experiments.md"), "utf8");
  assert.match(withIt, /\| `slow-link` \| edge \| A link that is far and narrow.* `delay`, `rate`/);
  assert.equal(experimentsPageText(withIt), page);

  const file = await writePairExperiment(copy, {
    faults: [{ type: "slow-link", on: "front -> back", delay: "100ms", rate: "64KB/s" }],
  });
  const { stdout: plan } = await node("src/cli.ts", "plan", file);
  assert.match(plan, /slow-link.*delays all answers by 100ms, at 64 KB\/s/s);
  const { stdout } = await node("src/cli.ts", "run", file, "--json").catch((error) => error);
  const { faults } = JSON.parse(stdout);
  assert.equal(faults[0].took, "true", stdout);
  assert.ok(faults[0].undoneAtMs > 0);

  // That of a process which is killed is one for all toxics.
  const ofItAlone = ["--test", "--test-reporter=tap", "--test-name-pattern=the local platform (slow-link|each toxic)"];
  const { stdout: held } = await node(...ofItAlone, "test/contract/local-faults.test.ts");
  assert.match(held, /slow-link: killed \d+ ms after its record/);
  assert.match(held, /# pass 6\n/);
});
