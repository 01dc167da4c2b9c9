import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";

/** Lets a server listen on a free port of this machine until the signal aborts, which cuts its connections, too. */
export async function listenLocally(server: Server, signal: AbortSignal): Promise<{ readonly port: number }> {
  signal.throwIfAborted();
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const end = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening", { signal });
  signal.addEventListener("abort", end, { once: true });
  return { port: (server.address() as AddressInfo).port };
}
