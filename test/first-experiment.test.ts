import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { initCommand } from "../src/cli/commands/init.ts";
import { planCommand } from "../src/cli/commands/plan.ts";
import { validateCommand } from "../src/cli/commands/validate.ts";
import { readPage } from "./docs/pages.ts";
import { folderOfSection } from "./docs/section-folder.ts";
import { runCommand } from "./support/run-command.ts";

const page = readPage("docs/first-experiment.md");
const librarySource = join(import.meta.dirname, "library/fixtures/library-from-source.ts");

/** Runs the `init` that a section shows last, in a folder and without its measurement. */
async function runInit(folder: string, heading: string): Promise<void> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const line = [...section.matchAll(/^\$ npx brownout init (.*)$/gm)].at(-1)?.[1] ?? assert.fail(heading);
  const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", "")) ?? [];
  const at = words.indexOf("--measure");
  const args = at < 0 ? words : words.toSpliced(at, 2);
  await runCommand(
    initCommand,
    ...args.map((word) => (word === "graph.yaml" ? join(folder, word) : word)),
    "--out",
    folder,
  );
}

describe("docs/first-experiment.md", () => {
  test("shows what init says of its Procfile, and a graph and an experiment that can be planned", async (context) => {
    const folder = await folderOfSection(context, page, "Programs");
    const out = join(folder, "written");
    const { out: said } = await runCommand(initCommand, "--procfile", join(folder, "Procfile"), "--out", out);
    const unknown = said.split("\n").filter((line) => line.startsWith("  ") && !line.includes(folder));
    assert.ok(unknown.length >= 4, said);
    for (const line of unknown) assert.ok(page.includes(line), line);
    await runInit(folder, "Programs");
    const planned = await runCommand(planCommand, join(folder, "slow-pricing.yaml"));
    assert.match(planned.out, /1 edge: web -> pricing/);
    assert.doesNotMatch(planned.out, /WARNING/);
  });

  test("shows what init finds in its Compose project", async (context) => {
    const folder = await folderOfSection(context, page, "A Compose project");
    const args = ["--compose", join(folder, "compose.yaml")];
    const { out: first, exitCode } = await runCommand(initCommand, ...args);
    assert.equal(exitCode, 3);
    const { out: second } = await runCommand(initCommand, ...args, "--rewrite-mounted", "--force");
    const edges = [first, second].flatMap((said) => said.split("\n").filter((line) => /^ {2}web -> /.test(line)));
    assert.equal(edges.length, 3);
    for (const line of edges) assert.ok(page.includes(line), line);
    assert.match(first, /config\.json:3 web is told of stock:9000/);
  });

  test("shows how an experiment on what runs already is written, which is valid", async (context) => {
    const folder = await folderOfSection(context, page, "Something that runs already");
    await runInit(folder, "Something that runs already");
    const file = join(folder, "slow-pricing.yaml");
    assert.equal((await runCommand(validateCommand, file)).out, `ok ${file}`);
  });

  test("shows a test that passes once its service has a timeout", async (context) => {
    const folder = await folderOfSection(context, page, "A test suite");
    const service = join(folder, "checkout.mjs");
    const [, timed = ""] = /^With a timeout of its own, ``(fetch\(.*\))``:$/m.exec(page) ?? [];
    // Of the two tests, the one that takes no seconds.
    const args = ["--import", librarySource, "--test-name-pattern=sells", join(folder, "checkout.test.mjs")];
    // Without this variable it is a test run of its own, not a part of this one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const runTests = () => promisify(execFile)(process.execPath, args, { cwd: folder, env });
    await assert.rejects(runTests(), { code: 1 });
    writeFileSync(
      service,
      readFileSync(service, "utf8").replace(/fetch\(.*\)(?=;)/, () => timed),
    );
    await runTests();
  });
});
