import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { untilTrue } from "../../support/chaos-namespace.ts";
import { kubectl, withoutCluster } from "../../support/namespace.ts";
import { testsNeeding } from "../../support/needs.ts";
import { asked, openBench, refOf, watchAll } from "./fault-proxy-bench.ts";

const { test } = testsNeeding(withoutCluster);

test("a cluster behind a bad API server is there again after 10 s: the call under way, and the watch, without a list", async (context) => {
  const bench = await openBench(context);
  const { proxy, cluster, configMap } = bench;
  await cluster.create(configMap("before"));
  const kept = await cluster.create(configMap("kept"));
  const watch = watchAll(bench, context);
  await watch.until("ADDED kept");
  await untilTrue(async () => proxy.count(asked("watch")) > 0);
  await proxy.goAway();
  const called = cluster.patch(refOf(kept), { data: { a: "meanwhile" } });
  await kubectl(["--namespace", bench.namespace, "delete", "configmap", "before"]);
  await delay(10_000);
  await proxy.comeBack();
  assert.deepEqual((await called).data, { a: "meanwhile" });
  await watch.until("MODIFIED kept");
  assert.deepEqual(watch.told, ["ADDED before", "ADDED kept", "DELETED before", "MODIFIED kept"]);
  assert.equal(proxy.count(asked("list")), 1);
  assert.match(watch.troubles[0]?.message ?? "", /could not watch ConfigMaps/);
  assert.equal(watch.troubles.at(-1), undefined);
});
