import { createServer } from "node:http";

/** A service that asks pricing for the price, and takes the list price when pricing doesn't answer in time. */
export function createCheckout(pricingUrl) {
  return createServer(async (_request, response) => {
    response.end(JSON.stringify(await priceFrom(pricingUrl)));
  });
}

async function priceFrom(pricingUrl) {
  try {
    const answer = await fetch(`${pricingUrl}/price`, {
      signal: AbortSignal.timeout(200),
    });
    return await answer.json();
  } catch {
    return { price: 100, from: "list" };
  }
}
