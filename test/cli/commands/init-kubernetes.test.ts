import assert from "node:assert/strict";
import { join } from "node:path";
import { initCommand } from "../../../src/cli/commands/init.ts";
import { planCommand } from "../../../src/cli/commands/plan.ts";
import { applyAll, fakeService, testNamespace, withoutCluster } from "../../support/namespace.ts";
import { testsNeeding } from "../../support/needs.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { test } = testsNeeding(withoutCluster);

test("init on a namespace finds who is told of whom, and writes an experiment that plans", async (context) => {
  const namespace = await testNamespace(context);
  await applyAll(namespace, [
    ...fakeService({
      name: "web",
      env: { API_URL: `http://api.${namespace}.svc:80/v1`, AUDIT: "http://api:$(AUDIT_PORT)" },
    }),
    ...fakeService({ name: "api", replicas: 2, env: { DB_HOST: "db" }, calls: "cache" }),
    ...fakeService({ name: "cache" }),
    ...fakeService({ name: "db" }),
  ]);
  const folder = await temporaryFolder(context);
  const { out, exitCode } = await runCommand(initCommand, "--on", "kubernetes", "-n", namespace, "--out", folder);
  assert.match(out, /\n {2}api -> cache\n {2}api -> db\n {2}web -> api\n/);
  assert.match(out, /annotate --overwrite deployment api brownout\.dev\/calls='cache, db'/);
  assert.match(out, /make no edge:\n {2}web is told of api in AUDIT, but what stands for its port is no number/);
  assert.equal(exitCode, 3);
  const path = join(folder, "kill-api.yaml");
  const planned = await runCommand(planCommand, path, "--on", "kubernetes");
  assert.match(planned.out, new RegExp(`namespace ${namespace}`));
  assert.equal(planned.exitCode, 0);
});
