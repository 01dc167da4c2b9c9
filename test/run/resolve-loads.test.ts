import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan } from "../../src/judge/plan/plan.ts";
import type { RunningSystem } from "../../src/platforms/platform.ts";
import { resolveLoads } from "../../src/run/resolve-loads.ts";

test("commands go where their service's URL leads: with TLS where they can, and to the port of its scheme", () => {
  const addressesOf = (kind: string, url: string) => {
    const command = { kind, service: "cache", connections: 1, sends: [], settings: {} };
    const plan = { experiment: { loads: [{ name: "carts", requests: [], command }] } } as unknown as Plan;
    const system = { urlsOf: () => [url] } as unknown as RunningSystem;
    return resolveLoads(plan, system)[0]?.command?.addresses;
  };
  assert.deepEqual(addressesOf("redis", "http://127.0.0.1:6379"), ["127.0.0.1:6379"]);
  assert.deepEqual(addressesOf("grpc", "http://[::1]"), ["[::1]:80"]);
  assert.deepEqual(addressesOf("grpc", "https://shop.test/base"), ["https://shop.test:443"]);
  assert.deepEqual(addressesOf("grpc", "https://shop.test:8443"), ["https://shop.test:8443"]);
  assert.deepEqual(addressesOf("tcp", "https://shop.test"), ["shop.test:443"]);
});
