import assert from "node:assert/strict";
import { test } from "node:test";
import { PodCounts } from "../../../src/platforms/kubernetes/pod-counts.ts";
import type { PodCount } from "../../../src/platforms/platform.ts";
import { readyPod } from "../../support/ready-pod.ts";

test("a pod counts while it is ready and isn't being deleted", () => {
  const counts = new PodCounts(() => 2);
  counts.note("pricing", undefined, readyPod());
  const told: PodCount[] = [];
  counts.listen(["pricing", "user"], (count) => told.push(count));
  counts.note("pricing", readyPod(), readyPod({ restarts: 1 }));
  assert.equal(counts.restartsOf("pricing"), 1);
  counts.note("pricing", readyPod(), readyPod({ isEnding: true }));
  counts.note("pricing", readyPod({ isEnding: true }), undefined);
  const pending = readyPod({ uid: "2", isReady: false, isPending: true });
  counts.note("pricing", undefined, pending);
  assert.equal(counts.pendingOf("pricing"), 1);
  counts.note("pricing", pending, readyPod({ uid: "2" }));
  assert.equal(counts.pendingOf("pricing"), 0);
  assert.equal(counts.restartsOf("pricing"), 1, "a pod in another's place has restarted nothing");
  assert.deepEqual(told, [
    { service: "pricing", ready: 1, desired: 2 },
    { service: "user", ready: 0, desired: 2 },
    { service: "pricing", ready: 0, desired: 2 },
    { service: "pricing", ready: 1, desired: 2 },
  ]);
});
