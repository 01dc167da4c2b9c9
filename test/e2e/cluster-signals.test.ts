import assert from "node:assert/strict";
import { applyAll, fakePair, kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { startClusterRun } from "./cluster-run.ts";

const { test } = testsNeeding(withoutCluster);

const autoscaler = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "gateway" },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "gateway" },
    minReplicas: 1,
    maxReplicas: 1,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
  },
};

test("a run on a cluster aborts on what the cluster says, and reports its pods", async (context) => {
  const namespace = await testNamespace(context);
  await applyAll(namespace, [...fakePair, autoscaler]);
  const counted = "--for=jsonpath={.status.currentReplicas}=1";
  await kubectl(["--namespace", namespace, "wait", "hpa/gateway", counted, "--timeout=50s"]);
  const { ended } = await startClusterRun(
    context,
    namespace,
    `signals:
  user_ready: { kubernetes: ready-replicas, of: user, every: 200ms }
  user_restarts: { kubernetes: restarts, of: user, every: 200ms }
  user_pending: { kubernetes: pending-pods, of: user, every: 200ms }
  gateway_full: { kubernetes: hpa-at-maximum, of: gateway, every: 200ms }
phases: { baseline: 3s, fault: 60s, recovery: 20s }
steady-state: [user_ready.value >= 2, user_restarts.value < 1, user_pending.value < 1, gateway_full.value >= 1]
faults: [{ type: scale, on: user, to: 0 }]
abort: [user_ready.value < 1 over 1s]
expect: [shoppers.error_rate < 50%]
`,
  );
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 2, `${stderr}\n${stdout}`);
  const { verdict, stop, pods, recovery } = JSON.parse(stdout);
  assert.equal(verdict, "aborted");
  assert.ok(stop.judgement.measured < 1);
  assert.equal(recovery.recovered, "true");
  const user = pods.find(({ service }: { service: string }) => service === "user").counts;
  const ready = user.map(({ ready }: { ready: number }) => ready);
  assert.equal(ready[0], 2);
  assert.equal(Math.min(...ready), 0);
  assert.equal(ready.at(-1), 2);
});
