import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

/** Plays an incident of one variant, in which `back` takes 600 ms longer. */
async function play(context: TestContext, claims: string, ...args: readonly string[]) {
  const folder = await temporaryFolder(context);
  await writePairExperiment(folder, {
    phases: { "warm-up": "1s", baseline: "2s", fault: "3s", recovery: "1s" },
    faults: [{ type: "latency", on: "front -> back", latency: "600ms" }],
    expect: ["users.p95 < 100ms"],
  });
  await writeFile(
    join(folder, "incident.yaml"),
    `name: slow-back
title: The back is slow
source: this test
stages:
  - { name: slow, at: 1m, text: The back slows down, when: (front -> back).p95 > 150ms over 500ms }
variants:
  only:
    experiment: pair.yaml
    ends: fail
    stages: in-order
    claims:
${claims}  another: { experiment: pair.yaml, ends: pass }
`,
  );
  return startBrownout(context, ["incidents", "run", "incident.yaml", "--variant", "only", ...args], folder).ended;
}

const holds = '      - { text: Before, place: "3", baseline: users.p95 < 100ms }\n';

describe("brownout incidents", { timeout: 60_000 }, () => {
  test("lists those that come with it, and all of them can be read", async (context) => {
    const { code, stdout, stderr } = await startBrownout(context, ["incidents"]).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^INCIDENT/);
    assert.match(stdout, /^checkout +One slow price takes five services down in eight minutes +2$/m);
  });

  test("plays one and says of each claim what was measured, as JSON", async (context) => {
    const { code, stdout, stderr } = await play(context, holds, "--json");
    assert.equal(code, 0, stderr + stdout);
    const { name, source, variants } = JSON.parse(stdout);
    assert.deepEqual([name, source, variants.length], ["slow-back", "this test", 1]);
    const [{ verdict, run, claims }] = variants;
    assert.equal(verdict, "fail");
    assert.match(run, /\.brownout\/runs\//);
    assert.deepEqual(
      claims.map(({ text, holds }: { text: string; holds: string }) => [text, holds]),
      [
        ["The run's verdict is fail", "true"],
        ["The back slows down", "true"],
        ["Before", "true"],
      ],
    );
    assert.equal(claims[2].place, "3");
    assert.equal(claims[2].expected, "users.p95 < 100ms in the baseline");
    assert.ok(claims[2].measured > 0 && claims[2].measured < 100);
    assert.ok(claims[1].atMs > 100 && claims[1].atMs < 3000);
  });

  test("ends with 1 where a claim doesn't hold, and shows which", async (context) => {
    const { code, stdout } = await play(context, `${holds}      - { text: So it isn't, fault: users.p95 < 100ms }\n`);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^✓ The back slows down +T\+60 s +T\+/m);
    assert.match(stdout, /^✓ Before$/m);
    assert.match(stdout, /^✗ So it isn't\n {2}users\.p95 < 100ms in the fault: \d+ ms$/m);
  });

  test("doesn't know an incident that isn't there", async (context) => {
    for (const name of ["chekout", "out"]) {
      const { code, stderr } = await startBrownout(context, ["incidents", "run", name]).ended;
      assert.equal(code, 64);
      assert.match(stderr, new RegExp(`there is no incident "${name}"`));
    }
    assert.equal((await startBrownout(context, ["incidents", "run", "checkout", "--soon"]).ended).code, 64);
    const variants = ["--variant", "protected", "unprotectd"];
    const { code, stderr } = await startBrownout(context, ["incidents", "run", "checkout", ...variants]).ended;
    assert.equal(code, 64);
    assert.match(stderr, /checkout has no variant "unprotectd"/);
  });
});
