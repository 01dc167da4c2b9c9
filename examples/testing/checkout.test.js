import assert from "node:assert/strict";
import { test } from "node:test";
import { openProxy } from "brownout";
import { createCheckout } from "./checkout.js";
import { listening } from "./listening.js";
import { createPricing } from "./pricing.js";

test("checkout sells at the list price while pricing is slow", async () => {
  await using pricing = await listening(createPricing());
  await using proxy = await openProxy({ to: pricing.url });
  await using checkout = await listening(createCheckout(proxy.url));
  const sell = async () => (await fetch(checkout.url, { signal: AbortSignal.timeout(1000) })).json();

  assert.deepEqual(await sell(), { price: 90, from: "pricing" });
  {
    await using slow = await proxy.inject("latency", { latency: "2s" });
    assert.deepEqual(await sell(), { price: 100, from: "list" });
    assert.ok(slow.actedCount > 0);
  }
  assert.deepEqual(await sell(), { price: 90, from: "pricing" });
});
