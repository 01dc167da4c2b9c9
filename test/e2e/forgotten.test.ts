import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createRun } from "../../src/records/journal/run-folder.ts";
import { assertResultDocument } from "../support/result-schema.ts";
import { recorded, runStarted, undoRecord } from "../support/run-events.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

/** A run whose runner is gone, with things in that no version of brownout can take out. */
async function stuckRun(context: TestContext, ...ids: readonly string[]): Promise<string> {
  const runs = await temporaryFolder(context);
  const { journal, claim } = await createRun(runs, "run-1", []);
  journal.append(runStarted("stuck"));
  for (const id of ids) journal.append(recorded(undoRecord(id)));
  await journal.close();
  await claim.release();
  return runs;
}

test("what can't be taken out is given up by a person, and is no pass", { timeout: 60_000 }, async (context) => {
  const runs = await stuckRun(context, "net", "other");
  const brownout = (...args: string[]) => startBrownout(context, [...args, "--runs", runs]).ended;
  const recover = (...args: string[]) => brownout("recover", "run-1", ...args);
  const report = async () => {
    const result = JSON.parse((await brownout("report", "run-1", "--json")).stdout);
    assertResultDocument(result);
    return result;
  };

  const stuck = await recover();
  assert.equal(stuck.code, 4);
  assert.match(
    stuck.stderr,
    /may still be in: the file net.*by hand: rm net.*recover run-1 --forget net --because WHY/s,
  );

  const without = await recover("--forget", "net");
  assert.equal(without.code, 64, "no reason was given");
  const unknown = await recover("--forget", "nets", "--because", "it is held");
  assert.equal(unknown.code, 64);
  assert.match(unknown.stderr, /nothing in by the name of nets: what may be in is net, other/);

  const first = await recover("--forget", "net", "--because", "it is held");
  assert.equal(first.code, 4, "there is another");
  assert.match(first.stdout, /run-1: gave up the file net: it may still be in/);
  const second = await recover("--forget", "other", "--because", "it is held, too");
  assert.equal(second.code, 0, second.stderr);

  const again = await brownout("recover");
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /given up, and maybe in, something of 1/);
  assert.match((await brownout("runs")).stdout, /undo incomplete +2 forgotten/);
  const { verdict, exitCode, leftBehind, forgotten, reasons } = await report();
  assert.deepEqual({ verdict, exitCode, leftBehind }, { verdict: "undo-incomplete", exitCode: 4, leftBehind: [] });
  assert.deepEqual(
    forgotten.map(({ id, why }: Record<string, string>) => [id, why]),
    [
      ["net", "it is held"],
      ["other", "it is held, too"],
    ],
  );
  assert.match(forgotten[0].by, /.@./);
  assert.ok(Date.parse(forgotten[0].wall) > 0);
  assert.match(reasons.join("\n"), /may still be in: the file net \(it is held\)/);
  assert.match((await brownout("report", "run-1")).stdout, /given up: 2/);
});
