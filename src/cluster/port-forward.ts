import { createServer, type Socket } from "node:net";
import { Writable } from "node:stream";
import type { Connection } from "./connection.ts";
import { listenLocally } from "./local-port.ts";

/** What a forwarded port leads to. */
export interface ForwardTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * A local port whose connections go to a pod's, each through a WebSocket of its own. One that breaks takes no other with
 * it; the next connection is tried anew. There is no half-closing: the end of what a client sends ends its connection.
 * @param onTrouble told why a connection couldn't be made, or broke
 */
export async function forwardTo(
  connection: Connection,
  target: ForwardTarget,
  signal: AbortSignal,
  onTrouble?: (error: Error) => void,
): Promise<{ readonly port: number }> {
  const server = createServer((socket) => {
    const fail = (error: Error) => {
      socket.destroy();
      if (!signal.aborted) onTrouble?.(error);
    };
    join(connection, target, socket, fail).catch(fail);
  });
  return listenLocally(server, signal);
}

/** What is used of the client's, which comes without types. */
interface WebSocket {
  on(event: "close", heed: () => void): void;
  on(event: "error", heed: (error: Error) => void): void;
  close(): void;
}

async function join(
  connection: Connection,
  { namespace, pod, port }: ForwardTarget,
  socket: Socket,
  fail: (error: Error) => void,
): Promise<void> {
  const { PortForward } = await import("@kubernetes/client-node");
  const errors = new Writable({
    write(chunk: Buffer, _, done) {
      if (chunk.length > 0) fail(new Error(`port ${port} of pod ${namespace}/${pod}: ${chunk.toString().trim()}`));
      done();
    },
  });
  // A socket that the client closed would throw at a late write.
  const output = new Writable({
    write: (chunk: Buffer, _, done) => (socket.writable ? socket.write(chunk, () => done()) : done()),
  });
  socket.on("error", fail);
  const webSocket: WebSocket | (() => unknown) = await connection.withClient((config) =>
    new PortForward(config).portForward(namespace, pod, [port], output, errors, socket),
  );
  if (typeof webSocket === "function") throw new TypeError("a port-forward that reconnects by itself wasn't asked for");
  const close = () => webSocket.close();
  socket.once("close", close);
  if (socket.destroyed) close();
  webSocket.on("close", () => output.end(() => socket.end()));
  webSocket.on("error", fail);
}
