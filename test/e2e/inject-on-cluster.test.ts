import assert from "node:assert/strict";
import { applyAll, fakePair, kubectl, testNamespace, untilReady, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const { test } = testsNeeding(withoutCluster);

test("a pod is killed in one line, and its place is taken before that ends", async (context) => {
  const namespace = await testNamespace(context);
  await applyAll(namespace, fakePair);
  const inNamespace = (...args: readonly string[]) => kubectl(["--namespace", namespace, ...args]);
  const pods = () => inNamespace("get", "pods", "--selector", "app.kubernetes.io/name=user", "--output", "name");
  const folder = await temporaryFolder(context);
  const args = ["inject", "kill", "--on", "user", "--kubernetes", "-n", namespace, "--for", "3s"];
  await untilReady(namespace, "gateway", "user");
  const before = await pods();
  const { code, stdout, stderr } = await startBrownout(context, args, folder).ended;
  assert.equal(code, 0, stdout + stderr);
  assert.match(stderr, new RegExp(`namespace ${namespace}`));
  assert.match(stdout, /in {5}[\s\S]*proof[\s\S]*out {4}/);
  assert.notEqual(await pods(), before);
  assert.equal(await inNamespace("get", "lease", "--output", "name"), "");
});
