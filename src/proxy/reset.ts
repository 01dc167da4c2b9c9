import type { Socket } from "node:net";

/** The TCP sockets below those that speak TLS. */
const carriers = new WeakMap<Socket, Socket>();

/** Tells that one socket speaks TLS over another, so that it can be reset. */
export function carries(carrier: Socket, secure: Socket): void {
  carriers.set(secure, carrier);
}

/**
 * Closes a socket with RST. While its FIN is on its way, libuv refuses that and Node then never closes the
 * socket, which also keeps the process from ending; it is closed the plain way then.
 */
export function reset(socket: Socket): void {
  const carrier = carriers.get(socket) ?? socket;
  const isShuttingDown = socket.writableEnded && !socket.writableFinished;
  if (isShuttingDown) socket.destroy();
  else carrier.resetAndDestroy();
  if (carrier !== socket) socket.destroy();
}
