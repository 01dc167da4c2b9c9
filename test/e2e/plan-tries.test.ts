import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, open, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { cannotRun } from "../faults/network/network-pair.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const PROGRAMS = ["unshare", "nft", "tc", "ip", "modprobe"];

/** Plans with programs that note, when they are started, what had been said until then. */
async function planWith(context: TestContext, type: string) {
  const folder = await temporaryFolder(context);
  const [said, started] = [join(folder, "said"), join(folder, "started")];
  for (const program of PROGRAMS) {
    const path = join(folder, program);
    await writeFile(path, `#!/bin/sh\n{ echo "${program}, after:"; cat ${said}; } >> ${started}\nexit 1\n`);
    await chmod(path, 0o700);
  }
  const file = await writePairExperiment(folder, { faults: [{ type, on: "front -> back", ...PARAMS[type] }] });
  const stderr = await open(said, "w");
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const child = spawn(process.execPath, [cli, "plan", file], { env, stdio: ["ignore", "ignore", stderr.fd] });
  await once(child, "close");
  await stderr.close();
  return { said: await readFile(said, "utf8"), started: await readFile(started, "utf8").catch(() => "") };
}

const PARAMS: Readonly<Record<string, object>> = { latency: { latency: "20ms" }, "packet-loss": { loss: "5%" } };

describe("a plan", { skip: cannotRun }, () => {
  test("tries nothing on the kernel where no fault is on packets", async (context) => {
    const { said, started } = await planWith(context, "latency");
    assert.equal(started, "");
    assert.doesNotMatch(said, /trying/);
  });

  test("says before it tries what the kernel can do to packets", async (context) => {
    const { started } = await planWith(context, "packet-loss");
    assert.match(started, /^unshare, after:\n(.*\n)*trying what this kernel can do to packets, .* may load modules/);
  });
});
