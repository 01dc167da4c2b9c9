import assert from "node:assert/strict";
import { chmod, chown, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createRun, type RunFolder } from "../../src/records/journal/run-folder.ts";
import { withoutRoot } from "../support/needs.ts";
import { recorded, runStarted } from "../support/run-events.ts";
import { slowness, startSlowProxy } from "../support/slow-proxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const NOBODY = 65_534;

test("what a run keeps is its user's alone", { timeout: 60_000 }, async (context) => {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  await startBrownout(context, ["run", await writePairExperiment(folder), "--runs", runs]).ended;
  const [run = ""] = await readdir(runs);
  const names = await readdir(join(runs, run), { recursive: true });
  for (const name of ["journal.jsonl", "logs/front-1.log", "report.html"])
    assert.ok(names.includes(name), names.join(" "));
  for (const name of [".", ...names]) {
    const { mode } = await stat(join(runs, run, name));
    assert.equal(mode & 0o077, 0, `${name} is ${(mode & 0o777).toString(8)}`);
  }
});

const cases: readonly { name: string; skip?: string | false; make(folder: RunFolder): Promise<void>; why: RegExp }[] = [
  { name: "others may write it", make: ({ journalPath }) => chmod(journalPath, 0o666), why: /open to others/ },
  { name: "others may replace it", make: ({ path }) => chmod(path, 0o777), why: /open to others/ },
  {
    name: "it was cloned",
    make: ({ path, journalPath }) => chmod(journalPath, 0o644).then(() => chmod(path, 0o755)),
    why: /open to others/,
  },
  {
    name: "it is another user's",
    skip: withoutRoot,
    make: ({ journalPath }) => chown(journalPath, NOBODY, NOBODY),
    why: /belongs to another user \(65534\)/,
  },
];

for (const { name, skip, make, why } of cases) {
  test(`a journal is not acted on where ${name}`, { skip: skip ?? false }, async (context) => {
    const runs = await temporaryFolder(context);
    const proxy = await startSlowProxy(context);
    const folder = await slowedRun(runs, proxy.url);
    await make(folder);
    const refused = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(refused.code, 4, refused.stdout);
    assert.match(refused.stderr, why);
    assert.match(refused.stderr, /chmod|chown/);
    assert.equal((await proxy.toxics()).length, 1);
  });
}

async function slowedRun(runs: string, proxyUrl: string): Promise<RunFolder> {
  const fault = await slowness(proxyUrl);
  await fault.inject(AbortSignal.timeout(20_000));
  const { folder, journal, claim } = await createRun(runs, "run-1", []);
  for (const event of [runStarted("slow"), recorded(fault.undo)]) journal.append(event);
  await journal.close();
  await claim.release();
  return folder;
}
