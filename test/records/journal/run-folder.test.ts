import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { JournalError } from "../../../src/records/journal/journal-error.ts";
import { listRuns } from "../../../src/records/journal/list-runs.ts";
import { claimRun, runHolder } from "../../../src/records/journal/run-claim.ts";
import { createRun, newRunId, runFolders } from "../../../src/records/journal/run-folder.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe("a run's id", () => {
  test("sorts as the runs began, and is a name for a folder", async () => {
    const clock = new FakeClock();
    const random = seededRandom(1);
    const ids: string[] = [];
    for (let minute = 0; minute < 100; minute++) {
      ids.push(newRunId(clock, random));
      await clock.advance(61_000);
    }
    assert.deepEqual(ids.toSorted(), ids);
    for (const id of ids) assert.match(id, /^20260101-\d{6}-[0-9a-z]{4}$/);
  });

  test("differs within a second", () => {
    const random = seededRandom(1);
    assert.notEqual(newRunId(new FakeClock(), random), newRunId(new FakeClock(), random));
  });
});

describe("creating a run", () => {
  test("makes its folder, keeps the experiment, and claims it", async (context) => {
    const runs = join(await temporaryFolder(context), "deep", "runs");
    const { folder, journal, claim } = await createRun(runs, "run-1", [{ name: "experiment.yaml", text: "name: x\n" }]);
    assert.equal(await readFile(join(folder.path, "experiment.yaml"), "utf8"), "name: x\n");
    assert.match(
      await readFile(folder.journalPath, "utf8"),
      /^\{"journal":2,"version":"[^"]+","checksum":"\w{8}"\}\n$/,
    );
    assert.equal((await runHolder(folder.path))?.process.pid, process.pid);
    assert.equal(await claimRun(folder.path, "recover"), undefined);
    await claim.release();
    assert.equal(await runHolder(folder.path), undefined);
    await journal.close();
  });

  test("where nothing can be written is an error that says what to do", async (context) => {
    const folder = await temporaryFolder(context);
    await writeFile(join(folder, "file"), "");
    await mkdir(join(folder, "run-1"));
    const unusable: readonly (readonly [string, RegExp])[] = [
      [join(folder, "file"), /there already/],
      [join(folder, "file", "runs"), /is a file/],
      [folder, /there already/],
      ["/sys/runs", /--runs DIR/],
    ];
    for (const [runs, hint] of unusable) {
      await assert.rejects(createRun(runs, "run-1", []), (error: unknown) => {
        assert.ok(error instanceof JournalError);
        assert.match(error.message, /run-1/);
        assert.match(error.hint ?? "", hint);
        assert.equal(error.exitCode, 3);
        return true;
      });
    }
  });
});

describe("listing runs", () => {
  test("tells what each is, and goes on after one that can't be read", async (context) => {
    const runs = await temporaryFolder(context);
    const make = async (id: string, exitCode: number | undefined) => {
      const { folder, journal, claim } = await createRun(runs, id, []);
      journal.append(runStarted(`experiment of ${id}`));
      journal.append(recorded(undoRecord("a")));
      if (exitCode !== undefined) {
        journal.append({ atMs: 2, type: "undone", record: "a", by: "runner" });
        journal.append({ atMs: 3, type: "run-ended", exitCode });
      }
      await journal.close();
      return { folder, claim };
    };
    await (await make("3-ended", 1)).claim.release();
    await (await make("1-unfinished", undefined)).claim.release();
    await make("2-running", undefined);
    const damaged = await make("4-damaged", 0);
    await writeFile(damaged.folder.journalPath, "?\n");
    await mkdir(join(runs, "not-a-run"));

    const listed = (await listRuns(runs)).map(({ folder, holder, journal }) => [
      folder.id,
      holder?.role,
      journal instanceof Error ? "damaged" : [journal.experiment, journal.exitCode, [...journal.pending.keys()]],
    ]);
    assert.deepEqual(listed, [
      ["1-unfinished", undefined, ["experiment of 1-unfinished", undefined, ["a"]]],
      ["2-running", "runner", ["experiment of 2-running", undefined, ["a"]]],
      ["3-ended", undefined, ["experiment of 3-ended", 1, []]],
      ["4-damaged", "runner", "damaged"],
    ]);
  });

  test("of a folder that isn't there is empty", async (context) => {
    assert.deepEqual(await runFolders(join(await temporaryFolder(context), "none")), []);
  });
});
