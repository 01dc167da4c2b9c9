import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { lacking, type Need, needOf, needs } from "./needs.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const here = import.meta.dirname;

/** Runs test files as `npm test` runs its own. */
async function runTests(context: TestContext, ...texts: readonly string[]) {
  const folder = await temporaryFolder(context);
  const files = texts.map((_, at) => join(folder, `${at}.test.mjs`));
  const imports = `import nodeTest from "node:test";
import { lacking, testsNeeding } from ${JSON.stringify(join(here, "needs.ts"))};\n`;
  await Promise.all(files.map((file, at) => writeFile(file, imports + texts[at])));
  // Else it would report to this test's own runner.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const options = ["--test", `--test-reporter=${join(here, "needs-reporter.ts")}`, "--test-concurrency=2"];
  return new Promise<{ code: number; lines: readonly string[] }>((resolve) => {
    execFile(process.execPath, [...options, ...files], { env }, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trimEnd().split("\n") });
    });
  });
}

const onCluster = `
const { after, before, describe, it } = testsNeeding(lacking("cluster", "none"));
describe("skipped", { concurrency: true }, () => {
  before(() => { throw new Error("never"); });
  after(() => { throw new Error("never"); });
  it("one", () => { throw new Error("never"); });
  describe("within", () => it("two", { timeout: 1 }, () => { throw new Error("never"); }));
});
`;
const withEngine = `
const { test } = testsNeeding(lacking("engine", "no image: it's gone"));
for (const name of ["one", "two", "three"]) test(name, () => { throw new Error("never"); });
testsNeeding(false).test("runs", () => undefined);
nodeTest("for itself", { skip: "not today: it rains" }, () => undefined);
`;

describe("a run of the tests", () => {
  test("says before its totals how many were skipped, and for want of what", async (context) => {
    const { code, lines } = await runTests(context, onCluster, withEngine);
    const said =
      "skipped 6: 3 for want of a container engine (test/support/containers/with-engine.sh), " +
      "2 of a cluster (test/support/cluster/with-cluster.sh), 1 for other reasons";
    assert.equal(code, 0, lines.join("\n"));
    const totals = lines.slice(-9).map((line) => line.replace(/duration_ms .*/, "duration_ms"));
    assert.deepEqual(
      totals,
      [said, "tests 7", "suites 2", "pass 1", "fail 0", "cancelled 0", "skipped 6", "todo 0", "duration_ms"].map(
        (line) => `ℹ ${line}`,
      ),
    );
  });

  test("fails where a test fails, and says nothing of skipped ones where there are none", async (context) => {
    const { code, lines } = await runTests(context, `nodeTest("fails", () => { throw new Error("seen"); });`);
    assert.equal(code, 1);
    assert.ok(lines.includes("ℹ fail 1"), lines.join("\n"));
    assert.ok(lines.some((line) => line.includes("seen")));
    assert.ok(!lines.some((line) => line.startsWith("ℹ skipped 0:")));
  });
});

test("what was lacking is read from the reason that it made", () => {
  for (const need of Object.keys(needs) as Need[]) assert.equal(needOf(lacking(need, "a: b")), need);
  for (const reason of ["", "engine", "constructor: x", "no engine: x", "true"])
    assert.equal(needOf(reason), undefined);
});
