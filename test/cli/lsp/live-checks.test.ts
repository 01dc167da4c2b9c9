import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveChecks } from "../../../src/cli/lsp/live-checks.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** Checks that note what they were asked for; every document reads the graph. */
function noting(check: (uri: string) => Promise<ReadonlySet<string>> = async () => new Set(["/graph.yaml"])) {
  const clock = new FakeClock();
  const checked: string[] = [];
  const errors: unknown[] = [];
  const note = (uri: string) => {
    checked.push(uri);
    return check(uri);
  };
  return { clock, checked, errors, checks: new LiveChecks(clock, note, (error) => errors.push(error)) };
}

test("a document is checked once it is no longer being typed", async () => {
  const { clock, checked, checks } = noting();
  for (let typed = 0; typed < 10; typed++) {
    checks.changed("a");
    await clock.advance(199);
  }
  assert.deepEqual(checked, []);
  await clock.advance(1);
  assert.deepEqual(checked, ["a"]);
});

test("a document is checked again when a file changed that was read for it, until it is closed", async () => {
  const { clock, checked, checks } = noting();
  for (const uri of ["a", "b"]) checks.changed(uri);
  await clock.advance(200);
  checks.closed("b");
  checks.fileChanged("/other.yaml");
  checks.fileChanged("/graph.yaml");
  await clock.advance(200);
  assert.deepEqual(checked, ["a", "b", "a"]);
  checks.changed("a");
  checks.end();
  await clock.advance(1000);
  assert.equal(checked.length, 3);
});

test("an error of a check is told, and the next check is made", async () => {
  const { clock, checked, errors, checks } = noting(() => Promise.reject(new Error("broken")));
  checks.changed("a");
  await clock.advance(200);
  checks.changed("a");
  await clock.advance(200);
  assert.deepEqual([checked.length, errors.length], [2, 2]);
});
