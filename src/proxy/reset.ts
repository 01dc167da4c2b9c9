import type { Socket } from "node:net";

/**
 * Closes a socket with RST. While its FIN is on its way, libuv refuses that and Node then never closes the
 * socket, which also keeps the process from ending; it is closed the plain way then.
 */
export function reset(socket: Socket): void {
  const isShuttingDown = socket.writableEnded && !socket.writableFinished;
  if (isShuttingDown) socket.destroy();
  else socket.resetAndDestroy();
}
