import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { answeringGateway } from "../support/answering-gateway.ts";
import { applyAll, testNamespace, untilReady, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const { describe, it } = testsNeeding(withoutCluster);

/** Seconds that the gateway's only pod takes to be ready. */
const SLOW_S = 8;

/** A run of a fault on a gateway with one pod, which is to recover within a limit. */
async function runOf(context: TestContext, fault: string, limit: string) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  await applyAll(namespace, answeringGateway(SLOW_S));
  await untilReady(namespace, "gateway");
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: slow-to-come-back
system: { kubernetes: { reach: service-proxy } }
load: { shoppers: { request: GET gateway/, rate: 20/s } }
phases: { warm-up: 2s, baseline: 6s, fault: 2s, recovery: 10s }
steady-state: [shoppers.error_rate < 5%]
faults: [${fault}]
expect: [shoppers.recovery < ${limit}]
`,
  );
  const where = ["--on", "kubernetes", "--namespace", namespace, "--runs", join(folder, "runs")];
  const { code, stdout, stderr } = await startBrownout(context, ["run", experiment, ...where, "--json"]).ended;
  return { code, stderr, result: JSON.parse(stdout) };
}

describe("recovery of a service whose pods are slow to be ready", {
  concurrency: true,
  timeout: 280_000,
}, () => {
  for (const fault of ["{ type: kill, on: gateway }", "{ type: scale, on: gateway, to: 0 }"]) {
    it(`of ${fault} counts the gap, and fails where that is too long`, async (context) => {
      const { code, stderr, result } = await runOf(context, fault, "5s");
      assert.equal(code, 1, result.reasons.join() + stderr);
      assert.match(result.reasons.join(), /shoppers\.recovery < 5s: does not hold at/);
      assert.ok(result.recovery.afterMs > (SLOW_S - 1) * 1000, `${result.recovery.afterMs} ms`);
      const [gateway] = result.pods;
      assert.deepEqual([gateway.service, gateway.fewest.ready, gateway.fewest.desired], ["gateway", 0, 1]);
      assert.ok(gateway.tooFewMs > (SLOW_S - 1) * 1000, `${gateway.tooFewMs} ms`);
    });
  }

  it("passes where there is time enough", async (context) => {
    const { code, stderr, result } = await runOf(context, "{ type: kill, on: gateway }", "100s");
    assert.equal(code, 0, result.reasons.join() + stderr);
  });
});
