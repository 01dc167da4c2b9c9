import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import type { ClusterObject } from "../../../src/clients/cluster/cluster-object.ts";
import { watchHolder } from "../../../src/platforms/kubernetes/holder-life.ts";
import { readLease } from "../../../src/platforms/kubernetes/lease.ts";
import { FakeClock } from "../../support/fake-clock.ts";

interface Written {
  readonly renewedAtMs: number;
  readonly lastsS?: number;
  readonly uid?: string;
}

/** A lease as it was renewed so long after the clock's beginning. */
function leaseObject({ renewedAtMs, lastsS = 30, uid = "1" }: Written): ClusterObject {
  const renewTime = new Date(Date.UTC(2026, 0, 1) + renewedAtMs).toISOString();
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "brownout", namespace: "shop", uid, resourceVersion: String(renewedAtMs) },
    spec: { holderIdentity: "run r", leaseDurationSeconds: lastsS, renewTime },
  };
}

/** Watches what became of a lease, and after how long that was known; `at` says what the cluster has. */
async function watched(at: (nowMs: number) => ClusterObject | undefined) {
  const clock = new FakeClock();
  const cluster = { clockSkewMs: 0, get: async () => at(clock.nowMs()) } as unknown as Cluster;
  const lease = await readLease(cluster, "shop");
  assert.ok(lease);
  let life: string | undefined;
  const watching = watchHolder(lease, { cluster, namespace: "shop" }, clock, new AbortController().signal);
  void watching.then((said) => {
    life = said;
  });
  while (life === undefined && clock.nowMs() < 100_000) await clock.advance(1000);
  return { life, afterMs: clock.nowMs() };
}

describe("who holds a namespace", () => {
  it("lives when the lease is renewed", async () => {
    const renewed = (nowMs: number) => leaseObject({ renewedAtMs: nowMs < 3000 ? 0 : 3000 });
    assert.deepEqual(await watched(renewed), { life: "lives", afterMs: 3000 });
  });

  it("is gone when the lease runs out, and not a moment before", async () => {
    assert.deepEqual(await watched(() => leaseObject({ renewedAtMs: 0 })), { life: "gone", afterMs: 30_000 });
  });

  it("is gone when the lease is", async () => {
    const removed = (nowMs: number) => (nowMs < 2000 ? leaseObject({ renewedAtMs: 0 }) : undefined);
    assert.deepEqual(await watched(removed), { life: "gone", afterMs: 2000 });
  });

  it("lives when another run has taken its place", async () => {
    const replaced = (nowMs: number) => leaseObject({ renewedAtMs: 0, uid: nowMs < 5000 ? "1" : "2" });
    assert.deepEqual(await watched(replaced), { life: "lives", afterMs: 5000 });
  });

  it("isn't known of a lease that nobody renews and that lasts for hours", async () => {
    const long = leaseObject({ renewedAtMs: 0, lastsS: 7200 });
    assert.deepEqual(await watched(() => long), { life: "unknown", afterMs: 60_000 });
  });
});
