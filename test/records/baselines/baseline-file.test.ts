import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Baseline } from "../../../src/judge/gate/baseline.ts";
import { baselineNames, readBaseline, writeBaseline } from "../../../src/records/baselines/baseline-file.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { measuredRuns } from "../../judge/gate/measured.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const baseline: Baseline = {
  kind: {
    experiment: "shop",
    asked: "a1",
    loads: ["users"],
    platform: "kubernetes",
    where: "namespace shop",
    version: "1.0.0",
    machine: { os: "linux", arch: "x64", processor: "some", cores: 2, memoryGib: 8, node: 24 },
  },
  runs: measuredRuns(3, seededRandom(1)),
};

function refused(words: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof BrownoutError);
    assert.deepEqual([error.code, error.exitCode], ["E_BASELINE", 64]);
    assert.match(`${error.message} ${error.hint}`, words);
    return true;
  };
}

describe("the file of a baseline", () => {
  test("gives back what was written, to the last digit, and nothing else is left of writing", async (context) => {
    const folder = join(await temporaryFolder(context), "deep", "baselines");
    assert.deepEqual(await baselineNames(folder), []);
    assert.equal(await readBaseline(folder, "main"), undefined);
    const path = await writeBaseline(folder, "main", baseline);
    await writeBaseline(folder, "main", baseline);
    assert.deepEqual(await readBaseline(folder, "main"), baseline);
    assert.deepEqual(await readdir(folder), ["main.json"]);
    assert.equal(path, join(folder, "main.json"));
    assert.deepEqual(await baselineNames(folder), ["main"]);
  });

  test("leaves nothing of writing where it can't be written", async (context) => {
    const folder = await temporaryFolder(context);
    await mkdir(join(folder, "main.json", "in-the-way"), { recursive: true });
    await assert.rejects(writeBaseline(folder, "main", baseline), refused(/cannot write the baseline/));
    assert.deepEqual(await readdir(folder), ["main.json"]);
  });

  test("is refused when it is damaged, of a newer format, or no baseline", async (context) => {
    const folder = await temporaryFolder(context);
    const path = await writeBaseline(folder, "main", baseline);
    const whole = JSON.parse(await readFile(path, "utf8"));
    const [first] = whole.runs;
    for (const [text, words] of [
      ["", /no baseline/],
      ["[]", /no baseline/],
      [(await readFile(path, "utf8")).slice(0, -20), /no baseline/],
      [JSON.stringify({ ...whole, runs: [] }), /no baseline/],
      [JSON.stringify({ ...whole, runs: [{ ...first, startedAt: "yesterday" }] }), /startedAt/],
      [
        JSON.stringify({ ...whole, runs: [{ ...first, figures: { users: { fault: { p95Ms: -1, ended: 1 } } } }] }),
        /p95Ms/,
      ],
      [JSON.stringify({ ...whole, format: 2 }), /a newer brownout wrote this baseline, in format 2/],
    ] as const) {
      await writeFile(path, text);
      await assert.rejects(readBaseline(folder, "main"), refused(words), text);
    }
  });

  test("has a name that leads nowhere else, in a folder that can be one", async (context) => {
    const folder = await temporaryFolder(context);
    for (const name of ["../main", "", "a/b", ".hidden"]) {
      await assert.rejects(readBaseline(folder, name), refused(/can't be a baseline's name/));
      await assert.rejects(writeBaseline(folder, name, baseline), refused(/can't be a baseline's name/));
    }
    await writeFile(join(folder, "file"), "");
    await assert.rejects(writeBaseline(join(folder, "file"), "main", baseline), refused(/--baselines FOLDER/));
    await assert.rejects(readBaseline(join(folder, "file"), "main"), refused(/--baselines FOLDER/));
  });
});
