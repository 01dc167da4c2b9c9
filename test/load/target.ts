import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { deadAddress } from "../support/sockets.ts";

export interface Target {
  /** Without a slash at its end. */
  readonly url: string;
  /** Connections that were made, and how many of them are still open. */
  readonly connections: { made: number; open: number };
}

/** An HTTP server on a free port that is gone, with its connections, after the test. */
export async function startTarget(context: TestContext, listener: RequestListener): Promise<Target> {
  const server = createServer(listener);
  const connections = { made: 0, open: 0 };
  server.on("connection", (socket) => {
    connections.made++;
    connections.open++;
    socket.on("close", () => connections.open--);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}

/** A URL that nobody listens at. */
export async function refusedUrl(): Promise<string> {
  return `http://${await deadAddress()}`;
}

/** Answers at once. */
export function answer(_request: IncomingMessage, response: ServerResponse): void {
  response.end("ok");
}

/** Takes requests and never answers. */
export function hang(): void {
  // The request stays open until the client gives it up.
}
