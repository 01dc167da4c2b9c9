import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeMeasured } from "../../../src/cli/init/write-measured.ts";
import { experimentText } from "../../../src/files/init/experiment-words.ts";
import { drafts } from "../../files/init/drafts.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { words } = drafts.demo?.draft ?? assert.fail();
const told = { ...words, steadyState: ["shoppers.p95 < 99ms # p95 was 41 to 48 ms"] };

test("what was measured is written, but not over what somebody changed meanwhile", async (context) => {
  const folder = await temporaryFolder(context);
  const file = join(folder, "slow-pricing.yaml");
  writeFileSync(file, experimentText(words));
  assert.equal(writeMeasured(file, words, told), true);
  assert.equal(readFileSync(file, "utf8"), experimentText(told));
  const edited = `${experimentText(words)}# ours\n`;
  writeFileSync(file, edited);
  assert.equal(writeMeasured(file, words, told), false);
  assert.equal(readFileSync(file, "utf8"), edited);
  rmSync(file);
  assert.equal(writeMeasured(file, words, told), false);
  assert.deepEqual(readdirSync(folder), []);
});
