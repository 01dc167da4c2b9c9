import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { applyAll, fakePair, kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { untilItSays } from "./brownout-process.ts";
import { startClusterRun } from "./cluster-run.ts";

const { describe, it } = testsNeeding(withoutCluster);

const CHAOS = "networkchaos,podchaos";

/** A run of a fault on the user service. */
async function startRun(context: TestContext, fault: string) {
  const namespace = await testNamespace(context);
  await applyAll(namespace, fakePair);
  const run = await startClusterRun(
    context,
    namespace,
    `phases: { baseline: 3s, fault: 12s, recovery: 5s }
steady-state: [shoppers.error_rate < 50%]
faults: [${fault}]
expect: [shoppers.error_rate < 50%]
`,
  );
  return { namespace, ...run };
}

function kubectlIn(namespace: string, ...args: readonly string[]): Promise<string> {
  return kubectl(["--namespace", namespace, ...args]);
}

describe("a run on a cluster, with a fault by Chaos Mesh", { concurrency: true }, () => {
  for (const [id, fault] of [
    ["packet-loss-1", "{ type: packet-loss, on: user, loss: 5% }"],
    // Of an edge's two ends, Chaos Mesh says at once that the one is in which its direction leaves alone.
    ["latency-1", "{ type: latency, on: gateway -> user, latency: 500ms }"],
    ["partition-1", "{ type: partition, on: gateway -> user, direction: both }"],
  ] as const) {
    it(`that is accepted and never goes in (${id}) ends inconclusive, says why, and leaves nothing`, async (context) => {
      const { namespace, ended } = await startRun(context, fault);
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 3, stderr);
      const { verdict, reasons } = JSON.parse(stdout);
      assert.equal(verdict, "inconclusive");
      assert.match(reasons.join(), new RegExp(`${id} could not be put in .*is not injected.*cannot find daemonIP`));
      assert.equal(await kubectlIn(namespace, "get", `${CHAOS},lease`, "--output", "name"), "");
      assert.doesNotMatch(await kubectlIn(namespace, "get", "podnetworkchaos", "--output", "json"), /brownout-\d/);
    });
  }

  it("that somebody else ends is inconclusive, though all that was expected held", async (context) => {
    const { namespace, child, ended } = await startRun(context, "{ type: pause, on: user }");
    await untilItSays(child, /pause-1 took effect/);
    await kubectlIn(namespace, "delete", "podchaos", "--all");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 3, stderr);
    assert.match(JSON.parse(stdout).reasons.join(), /pause-1 .*somebody else deleted PodChaos/);
  });
});
