import { createServer } from "node:http";

/** A stand-in for the service that knows prices. */
export function createPricing() {
  return createServer((_request, response) => response.end('{ "price": 90, "from": "pricing" }'));
}
