import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { reportCommand } from "../../../src/cli/commands/report.ts";
import { createRun } from "../../../src/records/journal/run-folder.ts";
import { runCommand } from "../../support/run-command.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** The folder of runs, with one whose runner is gone and that left something in. */
async function someRun(context: TestContext): Promise<string> {
  const runs = await temporaryFolder(context);
  const texts = [
    { name: "experiment.yaml", text: "# first line\nname: stuck\nfaults: []\n" },
    { name: "source.json", text: '{"path":"experiments/stuck.yaml"}' },
  ];
  const { journal, claim } = await createRun(runs, "run-1", texts);
  journal.append(runStarted("stuck"));
  journal.append(recorded(undoRecord("net")));
  await journal.close();
  await claim.release();
  return runs;
}

test("a report of any format is made from a run's folder alone", async (context) => {
  const runs = await someRun(context);
  const report = (...args: string[]) => runCommand(reportCommand, "run-1", "--runs", runs, ...args);
  const files = { junit: join(runs, "reports", "a.xml"), sarif: join(runs, "a=b.sarif"), json: join(runs, "a.json") };
  const list = Object.entries(files).map(([format, path]) => `${format}=${path}`);
  const { out } = await report("--report", list.slice(0, 2).join(","), "--report", list[2] ?? "");
  assert.match(out, /UNDO INCOMPLETE/, "the words are printed all the same");
  assert.match(readFileSync(files.junit, "utf8"), /<testsuite name="stuck".*<error|<failure/s);
  const { results } = JSON.parse(readFileSync(files.sarif, "utf8")).runs[0];
  const found = results.find(({ ruleId }: { ruleId: string }) => ruleId === "undo");
  assert.deepEqual(found.locations[0].physicalLocation, {
    artifactLocation: { uri: "experiments/stuck.yaml" },
    region: { startLine: 3, startColumn: 9 },
  });
  const json = await report("--json");
  assert.equal(readFileSync(files.json, "utf8"), `${json.out}\n`);
  assert.equal((await report("--report", "json=-")).out, json.out, "nothing else is on stdout");
});

test("a report that can't be is refused, and nothing is written", async (context) => {
  const runs = await someRun(context);
  await mkdir(join(runs, "folder"));
  const fine = `junit=${runs}/fine.xml`;
  const refuses = (error: object, ...args: string[]) =>
    assert.rejects(runCommand(reportCommand, "run-1", "--runs", runs, ...args), error);
  await refuses({ message: /Write FORMAT=FILE, not "html5=x"; formats are .*junit/ }, "--report", `${fine},html5=x`);
  await refuses({ message: /Write FORMAT=FILE, not "junit"/ }, "--report", "junit");
  await refuses({ message: /Name the file/ }, "--html", "");
  await refuses({ message: /Write FORMAT=FILE, not "constructor=x"/ }, "--report", "constructor=x");
  await refuses({ message: /folder: it is a folder/ }, "--report", `${fine},sarif=${runs}/folder`);
  await refuses({ message: /journal.jsonl is no folder/ }, "--report", `${fine},sarif=${runs}/run-1/journal.jsonl/a`);
  await refuses({ message: /can't go to .*fine.xml/ }, "--report", `${fine},sarif=${runs}/folder/../fine.xml`);
  await refuses({ message: /can't go to the standard output/ }, "--report", `${fine},sarif=-`, "--json");
  assert.ok(!existsSync(join(runs, "fine.xml")));
});

test("the words of a run need its journal alone", async (context) => {
  const runs = await someRun(context);
  await rm(join(runs, "run-1", "experiment.yaml"));
  await mkdir(join(runs, "run-1", "experiment.yaml"));
  const report = (...args: string[]) => runCommand(reportCommand, "run-1", "--runs", runs, ...args);
  assert.match((await report()).out, /UNDO INCOMPLETE/);
  await assert.rejects(report("--report", `junit=${runs}/a.xml`), { message: /could not be written: .*made from/ });
});
