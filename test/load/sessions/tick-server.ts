import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";

/** A WebSocket server on a free port that a test tells what to do. */
export interface TickServer {
  readonly url: string;
  readonly open: ReadonlySet<WebSocket>;
  /** The headers of attempts to open a session. */
  readonly attempts: IncomingMessage["headers"][];
  /** The answer to attempts from now on: a session, a status, or none. */
  answer: "session" | number | "none";
  /** Sends a message to all. */
  send(message: unknown): void;
}

export async function startTickServer(context: TestContext): Promise<TickServer> {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const server: TickServer = {
    get url() {
      return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    },
    open: sockets.clients,
    attempts: [],
    answer: "session",
    send: (message) => {
      for (const client of sockets.clients) client.send(JSON.stringify(message));
    },
  };
  http.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    server.attempts.push(request.headers);
    if (server.answer === "session") sockets.handleUpgrade(request, socket, head, () => undefined);
    else if (server.answer !== "none") socket.end(`HTTP/1.1 ${server.answer} No\r\nconnection: close\r\n\r\n`);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  context.after(() => {
    for (const client of sockets.clients) client.terminate();
    http.close();
    http.closeAllConnections();
  });
  return server;
}
