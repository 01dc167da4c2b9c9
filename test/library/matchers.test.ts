import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { expect } from "expect";
import { assertPass, type RunResult } from "../../src/library/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const passed = { verdict: "pass", report: "PASS pair" } as RunResult;
const unproved = { verdict: "inconclusive", report: "INCONCLUSIVE pair\n• too few samples" } as RunResult;
const root = join(import.meta.dirname, "../..");

test("in Jest, a run that passed passes, any other fails with its report, and anything else is a mistake", async () => {
  Object.assign(globalThis, { expect });
  await import("../../src/library/jest.ts");
  expect(passed).toPass();
  expect(unproved).not.toPass();
  assert.throws(() => expect(unproved).toPass(), { message: unproved.report });
  assert.throws(() => expect(passed).not.toPass(), { message: `expected a run that doesn't pass\n\n${passed.report}` });
  for (const mistake of [Promise.resolve(passed), undefined]) {
    assert.throws(() => expect(mistake).not.toPass(), /expect\(await run/);
  }
});

test("in Vitest, too", async (context) => {
  const file = join(await temporaryFolder(context), "outcomes.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = ["run", "--root", join(root, "test/library/fixtures"), "--reporter=json", `--outputFile=${file}`];
  await new Promise((ended) => execFile(process.execPath, [vitest, ...args], ended));
  const [{ assertionResults }] = JSON.parse(await readFile(file, "utf8")).testResults;
  const outcomes = assertionResults.map(
    ({ status, failureMessages }: { status: string; failureMessages: string[] }) => [
      status,
      failureMessages.join().split("\n    at ")[0],
    ],
  );
  assert.deepEqual(outcomes, [
    ["passed", ""],
    ["failed", `Error: ${unproved.report}`],
  ]);
});

test("assertPass takes nothing but a pass", () => {
  assertPass(passed);
  for (const verdict of ["fail", "aborted", "inconclusive", "undo-incomplete"] as const) {
    assert.throws(() => assertPass({ ...unproved, verdict }), {
      name: "AssertionError",
      message: unproved.report,
      actual: verdict,
    });
  }
});
