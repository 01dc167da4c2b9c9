import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { reportedRun } from "../../src/assembly/reported-run.ts";
import { runFolder } from "../../src/records/journal/run-folder.ts";
import { twoFaults } from "../report/samples/plans.ts";
import { guarded } from "../report/samples/results.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("of a log without line ends no more is read into memory than the beginning", async (context) => {
  const folder = runFolder(await temporaryFolder(context), "run-1");
  await mkdir(folder.logFolder, { recursive: true });
  await writeFile(join(folder.logFolder, "back-1.log"), `first\n${"x".repeat(1 << 20)}\nlast`);
  const { logs } = await reportedRun(folder, twoFaults, guarded);
  const lengths: number[] = [];
  for await (const line of logs[0]?.lines() ?? []) lengths.push(line.length);
  assert.deepEqual(lengths, [5, 4096, 4]);
});
