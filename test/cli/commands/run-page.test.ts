import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Command } from "commander";
import { renderOnce } from "../../../src/cli/commands/render-reports.ts";
import { writeRunPage } from "../../../src/cli/commands/run-page.ts";
import { reported } from "../../report/samples/reported.ts";
import { unprotected } from "../../report/samples/results.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Writes the page into a folder, as a command does. */
async function writePage(folder: string, render: (format: string) => Promise<string>) {
  return await runCommand((context) => new Command().action(() => writeRunPage(folder, render, context)));
}

test("the page of a run is told of once it is there; one that can't be is a warning and no more", async (context) => {
  const folder = await temporaryFolder(context);
  let read = 0;
  const render = renderOnce(async () => {
    read += 1;
    return reported(unprotected);
  });
  const page = await render("html");
  const path = join(folder, "report.html");
  assert.deepEqual(await writePage(folder, render), { out: "", err: `report: ${path}`, exitCode: 0 });
  assert.equal(await readFile(path, "utf8"), `${page}\n`);
  assert.equal(await render("html"), page);
  assert.equal(read, 1);

  const noFolder = await writePage(join(folder, "gone"), render);
  assert.match(noFolder.err, /^warning: .*gone\/report.html, could not be written: ENOENT/);
  const defect = await writePage(folder, () => Promise.reject(new TypeError("a defect")));
  assert.match(defect.err, /^warning: .* could not be written: a defect$/);
  assert.equal(noFolder.exitCode + defect.exitCode, 0);
});
