import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { test } from "node:test";
import { leftoverCheck, undoIsComplete } from "../../../src/assembly/gameday/check-leftovers.ts";
import { createRun, runFolder } from "../../../src/records/journal/run-folder.ts";
import { keepRun } from "../../support/kept-run.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ended = { atMs: 3, type: "run-ended", exitCode: 0 } as const;

test("a day is refused while any run has something in, may have, or is under way", async (context) => {
  const runs = await temporaryFolder(context);
  const look = leftoverCheck(runs);
  assert.equal((await look()).outcome, "ok");
  await keepRun(runs, "1-clean", [runStarted("a"), ended]);
  assert.equal((await look()).outcome, "ok");
  assert.equal(await undoIsComplete(runs, ["1-clean", "no-such-run"]), true);

  const { journal, claim } = await createRun(runs, "2-living", []);
  assert.match((await look()).detail, /^2-living is under way \(its runner, process \d+\): wait until it has ended$/);
  await journal.close();
  await claim.release();

  await keepRun(runs, "3-left", [runStarted("a"), recorded(undoRecord("a")), { ...ended, exitCode: 4 }]);
  const left = await look();
  assert.equal(left.outcome, "refused");
  assert.match(left.detail, /^3-left: this may still be in: the file a; `brownout recover 3-left` takes it out$/);
  assert.equal(await undoIsComplete(runs, ["1-clean", "3-left"]), false);
  assert.equal(await undoIsComplete(runs, ["1-clean"]), true);
});

test("a run whose journal is damaged may have anything in", async (context) => {
  const runs = await temporaryFolder(context);
  await keepRun(runs, "1-damaged", [runStarted("a"), ended]);
  await appendFile(runFolder(runs, "1-damaged").journalPath, "nonsense\n");
  assert.match((await leftoverCheck(runs)()).detail, /^1-damaged: something may still be in: .*journal.jsonl:4/);
});
