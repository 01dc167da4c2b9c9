import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { applyAll, fakePair, kubectl, testNamespace, untilReady, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { untilItSays } from "./brownout-process.ts";
import { startClusterRun } from "./cluster-run.ts";

const { describe, it } = testsNeeding(withoutCluster);

/** Sets a condition of the nodes that a namespace's pods are on, until the test is over. Resolves with their names. */
async function pressNodes(context: TestContext, namespace: string): Promise<readonly string[]> {
  const output = "jsonpath={.items[*].spec.nodeName}";
  const names = [...new Set((await kubectl(["--namespace", namespace, "get", "pods", "--output", output])).split(" "))];
  const say = (status: "True" | "False") => {
    const patch = JSON.stringify({ status: { conditions: [{ type: "MemoryPressure", status }] } });
    const args = ["--subresource=status", "--type=strategic", "--patch", patch];
    return Promise.all(names.map((name) => kubectl(["patch", "node", name, ...args])));
  };
  context.after(() => say("False"));
  await say("True");
  return names;
}

/** A run on the pair whose load fails from the fault on. */
async function runThatFails(context: TestContext, namespace: string) {
  let status = 200;
  const { child, ended } = await startClusterRun(
    context,
    namespace,
    `phases: { warm-up: 1s, baseline: 4s, fault: 6s, recovery: 2s }
steady-state: [shoppers.error_rate < 5%]
faults: [{ type: kill, on: user }]
expect: [shoppers.error_rate < 5%]
`,
    () => status,
  );
  await untilItSays(child, /phase fault/);
  status = 500;
  return ended;
}

describe("requests that fail in a run on a cluster", { concurrency: false, timeout: 200_000 }, () => {
  it("fail it while its nodes are well, and leave it open while one says that it is short of memory", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    await untilReady(namespace, "gateway", "user");
    const well = await runThatFails(context, namespace);
    assert.equal(well.code, 1, well.stderr + well.stdout);

    const nodes = await pressNodes(context, namespace);
    const pressed = await runThatFails(context, namespace);
    assert.equal(pressed.code, 3, pressed.stderr + pressed.stdout);
    const { verdict, reasons, harness } = JSON.parse(pressed.stdout);
    assert.equal(verdict, "inconclusive");
    const named = nodes.filter((node) => harness.parts[`node ${node}`]?.failing === "it says MemoryPressure");
    assert.ok(named.length > 0, pressed.stdout);
    assert.match(reasons.join(), /node .*: it says MemoryPressure/);
  });
});
