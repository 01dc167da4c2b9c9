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

/** Runs a test file of the copy as its user would. */
function runTest(folder: string, file: string): Promise<{ readonly code: number; readonly output: string }> {
  // Without this variable it is a test run of its own, not a part of this one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", fromSource, file], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

test("the example's test passes, and fails when its service loses the timeout", async (context) => {
  const folder = await copyOfExample(context);
  const before = await runTest(folder, "checkout.test.js");
  assert.equal(before.code, 0, before.output);
  const service = join(folder, "checkout.js");
  const text = await readFile(service, "utf8");
  const mutant = text.replace(/ *signal: AbortSignal\.timeout\(.*\n/, "");
  assert.notEqual(mutant, text);
  await writeFile(service, mutant);
  const after = await runTest(folder, "checkout.test.js");
  assert.equal(after.code, 1, after.output);
  assert.match(after.output, /TimeoutError|aborted due to timeout/);
});
