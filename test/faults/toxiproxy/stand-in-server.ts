import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** The server's answer to one request. */
export interface StandInAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface StandInServer {
  readonly url: string;
  /** `POST /proxies/p/toxics`, in the order in which they were worked on. */
  readonly requests: readonly string[];
}

/** A server in the place of Toxiproxy's API. Each request waits until `answer` resolves. */
export async function standInServer(
  context: TestContext,
  answer: (request: string) => StandInAnswer | Promise<StandInAnswer>,
): Promise<StandInServer> {
  const requests: string[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const name = `${request.method} ${request.url}`;
    const { status, body } = await answer(name);
    requests.push(name);
    response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
