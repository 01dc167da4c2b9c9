import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { readPage } from "./docs/pages.ts";
import { folderOfSection, stepsOfSection } from "./docs/section-folder.ts";
import { cli } from "./e2e/brownout-process.ts";
import { testsNeeding } from "./support/needs.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { withoutPrograms } from "./support/without-programs.ts";

const page = readPage("docs/first-experiment.md");
const isNightly = process.env.BROWNOUT_NIGHTLY === "1";
const { describe, test } = testsNeeding(
  isNightly ? withoutPrograms("python3", "go", "curl") : "it takes minutes: .ci/nightly",
);

/** Puts in the page's place of `npx brownout` the one of this tree. */
async function withBrownout(context: TestContext): Promise<string> {
  const bin = join(await temporaryFolder(context), "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${cli}" "$@"\n`);
  chmodSync(join(bin, "npx"), 0o755);
  return `${bin}:${process.env.PATH}`;
}

/** Runs lines of the page in a shell, and ends what they left running. */
async function typeInto(folder: string, script: string, PATH: string): Promise<{ code: number; out: string }> {
  // Through one pipe, so that all of it is in the order in which it was written.
  const shell = spawn("bash", ["-c", `exec 2>&1\n${script}`], {
    cwd: folder,
    env: { ...process.env, PATH },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const out = text(shell.stdout);
  const [code] = await once(shell, "exit");
  try {
    if (shell.pid !== undefined) process.kill(-shell.pid, "SIGTERM");
  } catch {
    // Nothing was left.
  }
  // Its end comes once nobody can write to it any more.
  return { code, out: await out };
}

const scriptsOf = (heading: string) =>
  stepsOfSection(page, heading).flatMap((step) => (step.kind === "script" ? [step.text] : []));

describe("docs/first-experiment.md, typed as it stands", () => {
  test("ends with a pass on what runs already", async (context) => {
    const folder = await folderOfSection(context, page, "Something that runs already");
    const script = scriptsOf("Something that runs already").join("\n");
    const { code, out } = await typeInto(folder, `set -e\n${script}`, await withBrownout(context));
    assert.equal(code, 0, out);
    assert.match(out, /PASS +slow-pricing/);
    assert.match(out, /everything that was put in is out\n$/);
  });

  test("fails on programs, and passes once they are mended as it says", async (context) => {
    const folder = await folderOfSection(context, page, "Programs");
    const PATH = await withBrownout(context);
    // The graph is there already, as it is in the end.
    const [, begun = "", again = ""] = scriptsOf("Programs");
    const failed = await typeInto(folder, begun, PATH);
    assert.equal(failed.code, 1, failed.out);
    assert.match(failed.out, /ORIGIN +web -> pricing/);
    const web = join(folder, "web.mjs");
    const mended = readFileSync(web, "utf8")
      .replace("AbortSignal.timeout(3000)", "AbortSignal.timeout(300)")
      .replace(/\} catch \(error\) \{[^}]*\}/, '} catch { response.end("100"); }');
    writeFileSync(web, mended);
    const passed = await typeInto(folder, again, PATH);
    assert.equal(passed.code, 0, passed.out);
  });
});
