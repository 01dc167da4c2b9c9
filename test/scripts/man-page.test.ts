import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { manPageText } from "../../scripts/man-page.ts";
import { testsNeeding } from "../support/needs.ts";
import { withoutPrograms } from "../support/without-programs.ts";

test("no line of the manual page is a request of roff by chance", async () => {
  for (const line of (await manPageText()).split("\n")) assert.doesNotMatch(line, /^(?!\.(?:TH|SH|SS|TP|B)\b)[.']/);
});

testsNeeding(withoutPrograms("groff")).test("a reader of manual pages takes it without a warning", async () => {
  const options = { input: await manPageText(), encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync("groff", ["-man", "-Tutf8", "-ww", "-P-cbou"], options);
  assert.deepEqual([status, stderr], [0, ""]);
  for (const shown of ["brownout run", "--force-finalizers", "EXIT STATUS", "Nothing was proved."]) {
    assert.ok(stdout.includes(shown), `${shown} in:\n${stdout}`);
  }
});
