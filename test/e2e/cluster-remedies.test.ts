import assert from "node:assert/strict";
import { applyAll, fakePair, kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { startClusterRun } from "./cluster-run.ts";

const { test } = testsNeeding(withoutCluster);

test("a run on a cluster tells the remedy that gets a system out from the one that doesn't, and takes it back", async (context) => {
  const namespace = await testNamespace(context);
  await applyAll(namespace, fakePair);
  let status = 200;
  const { ended } = await startClusterRun(
    context,
    namespace,
    `phases: { baseline: 3s, fault: 2s, recovery: 11s }
steady-state: [shoppers.error_rate < 20%]
faults: [{ type: scale, on: user, to: 0 }]
remedies: [{ at: 3s, restart: user }, { at: 6s, scale: user, to: 4 }]
expect: [shoppers.error_rate >= 0%]
`,
    () => status,
  );
  const scaledTo = (replicas: number) =>
    kubectl([
      ...["--namespace", namespace, "wait", "deployment/user", "--timeout=50s"],
      `--for=jsonpath={.spec.replicas}=${replicas}`,
    ]);
  // A system that stays down once it has lost its users, until it has more of them than before.
  await scaledTo(0);
  status = 503;
  await scaledTo(4);
  status = 200;
  const { stdout, stderr } = await ended;
  const { remedies, recovery } = JSON.parse(stdout);
  const outcomes = remedies.map(({ id, done, after }: { id: string; done: string; after: { recovered: string } }) => [
    id,
    done,
    after.recovered,
  ]);
  assert.deepEqual(
    outcomes,
    [
      ["undo", "true", "false"],
      ["restart-1", "true", "false"],
      ["scale-2", "true", "true"],
    ],
    stderr,
  );
  assert.match(remedies[2].evidence, /has 4 pods, 2 before/);
  assert.equal(recovery.recovered, "true");
  await scaledTo(2);
});

test("a remedy that the cluster can't do is refused before there is any load, as a fault is", async (context) => {
  const namespace = await testNamespace(context);
  await applyAll(namespace, fakePair);
  const { ended } = await startClusterRun(
    context,
    namespace,
    `phases: { baseline: 3s, fault: 2s, recovery: 14s }
steady-state: [shoppers.error_rate < 20%]
faults: [{ type: kill, on: user }]
remedies: [{ at: 3s, scale: user, to: 2 }, { at: 7s, shed: 50%, on: gateway }]
expect: [shoppers.error_rate < 20%]
`,
  );
  const { code, stderr } = await ended;
  assert.equal(code, 64, stderr);
  assert.match(stderr, /scale-1: user is to have as many already: 2/);
  assert.match(stderr, /shed-2: kubernetes does no such remedy; a graph on this machine does/);
});
