import { test } from "node:test";
import { assertPass, run } from "brownout";
import { createCheckout } from "./checkout.js";
import { freeAddress, listening } from "./listening.js";
import { createPricing } from "./pricing.js";

test("shoppers don't notice that pricing is slow", async () => {
  const address = await freeAddress();
  await using pricing = await listening(createPricing());
  await using checkout = await listening(createCheckout(`http://${address}`));
  const result = await run("slow-pricing.yaml", {
    services: { checkout: checkout.url },
    variables: { LISTEN: address, PRICING: pricing.address },
  });
  assertPass(result);
});
