import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/**
 * A server that answers everything, in the place of a service whose pods are fake and answer nobody. Resolves with its URL.
 * @param statusNow of the next answer
 */
export async function startStandIn(context: TestContext, statusNow: () => number = () => 200): Promise<string> {
  const server = createServer((_, response) => response.writeHead(statusNow()).end("ok"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  context.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
