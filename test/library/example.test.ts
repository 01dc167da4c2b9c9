import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";

const example = fileURLToPath(new URL("../../examples/testing", import.meta.url));
const fromSource = new URL("fixtures/library-from-source.ts", import.meta.url).href;

/** A copy of the example that may be changed. */
async function copyOfExample(context: TestContext): Promise<string> {
  const folder = await temporaryFolder(context);
  await cp(example, folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

interface Ended {
  readonly file: string;
  readonly code: number;
  readonly output: string;
}

/** Runs the test files of the copy as their user would, one after the other. */
async function runTests(folder: string): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  for (const file of ["checkout.test.js", "slow-pricing.test.js"]) ended.push(await runTest(folder, file));
  return ended;
}

function runTest(folder: string, file: string): Promise<Ended> {
  // Without this variable it is a test run of its own, not a part of this one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", fromSource, file], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ file, code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

test("the example's tests pass, and fail when its service loses the timeout", async (context) => {
  const folder = await copyOfExample(context);
  for (const { code, output } of await runTests(folder)) assert.equal(code, 0, output);
  const service = join(folder, "checkout.js");
  const text = await readFile(service, "utf8");
  const mutant = text.replace(/ *signal: AbortSignal\.timeout\(.*\n/, "");
  assert.notEqual(mutant, text);
  await writeFile(service, mutant);
  const [alone, underLoad] = await runTests(folder);
  assert.equal(alone?.code, 1, alone?.output);
  assert.match(alone?.output ?? "", /aborted due to timeout/);
  assert.equal(underLoad?.code, 1, underLoad?.output);
  assert.match(underLoad?.output ?? "", /FAIL .*slow-pricing.*shoppers\.p90 < 500ms: does not hold/s);
});
