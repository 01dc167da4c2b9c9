import { createServer, type Socket } from "node:net";
import { PassThrough, Writable } from "node:stream";
import { untilAborted } from "../../values/clock/deadline.ts";
import { isApiServerTrouble } from "./api-errors.ts";
import type { OnForwardTrouble } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { listenLocally } from "./local-port.ts";

/** The target of a forwarded port. */
export interface ForwardTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * A local port whose connections go to a pod's, each through a WebSocket of its own. One that breaks takes no other with
 * it; the next connection is tried anew. There is no half-closing: the end of what a client sends ends its connection.
 */
export async function forwardTo(
  connection: Connection,
  target: ForwardTarget,
  signal: AbortSignal,
  onTrouble?: OnForwardTrouble,
): Promise<{ readonly port: number }> {
  const server = createServer((socket) => {
    const fail: OnForwardTrouble = (error, by) => {
      socket.destroy();
      if (!signal.aborted) onTrouble?.(error, by);
    };
    join(connection, target, socket, fail).catch((cause) => {
      const { error, by } = openingTrouble(cause);
      fail(error, by);
    });
  });
  return listenLocally(server, signal);
}

/** Says why a connection couldn't be opened, and by what. */
function openingTrouble(cause: unknown): { readonly error: Error; readonly by: "way" | "pod" } {
  const { message = String(cause) } = cause as { readonly message?: string };
  const status = Number(/Unexpected server response: (\d+)/.exec(message)?.[1] ?? Number.NaN);
  // A node that can't run it answers 500, and so does the server where it can't reach the node.
  const isWay = Number.isNaN(status) || status === 403 || (isApiServerTrouble(status) && status !== 500);
  return { error: new Error(message, { cause }), by: isWay ? "way" : "pod" };
}

/**
 * Opens one connection to a pod's port and closes it. Resolves as soon as the server answers, also that it can't be had: the
 * pod may be gone.
 * @throws where the server, or the node, doesn't answer
 */
export async function tryForward(
  connection: Connection,
  { namespace, pod, port }: ForwardTarget,
  signal: AbortSignal,
): Promise<void> {
  const { PortForward } = await import("@kubernetes/client-node");
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const opening = connection.withClient((config) =>
    new PortForward(config).portForward(namespace, pod, [port], nowhere(), nowhere(), new PassThrough()),
  ) as Promise<WebSocket>;
  // Also when it opens too late.
  opening.then(
    (webSocket) => webSocket.close(),
    () => undefined,
  );
  try {
    await untilAborted(opening, signal);
  } catch (cause) {
    if (signal.aborted) throw cause;
    const { error, by } = openingTrouble(cause);
    if (by === "way") throw error;
  }
}

/** The members used of the client's web socket, which comes without types. */
interface WebSocket {
  on(event: "close", heed: (code: number) => void): void;
  on(event: "error", heed: (error: Error) => void): void;
  close(): void;
}

/** The codes with which a WebSocket ends when the pod's end of the connection does, also by its death (RFC 6455, 7.4.1). */
const ENDED: readonly number[] = [1000, 1005];

async function join(
  connection: Connection,
  { namespace, pod, port }: ForwardTarget,
  socket: Socket,
  fail: OnForwardTrouble,
): Promise<void> {
  const { PortForward } = await import("@kubernetes/client-node");
  const errors = new Writable({
    write(chunk: Buffer, _, done) {
      if (chunk.length > 0)
        fail(new Error(`port ${port} of pod ${namespace}/${pod}: ${chunk.toString().trim()}`), "pod");
      done();
    },
  });
  // A socket that the client closed would throw at a late write.
  const output = new Writable({
    write: (chunk: Buffer, _, done) => (socket.writable ? socket.write(chunk, () => done()) : done()),
  });
  // A client that hangs up is no trouble.
  socket.on("error", () => socket.destroy());
  const webSocket: WebSocket | (() => unknown) = await connection.withClient((config) =>
    new PortForward(config).portForward(namespace, pod, [port], output, errors, socket),
  );
  if (typeof webSocket === "function") throw new TypeError("a port-forward that reconnects by itself wasn't asked for");
  const broke = (how: string) => {
    // Nothing breaks that the client has ended.
    if (!socket.destroyed) fail(new Error(`the connection to pod ${namespace}/${pod} broke: ${how}`), "way");
  };
  const close = () => webSocket.close();
  socket.once("close", close);
  if (socket.destroyed) close();
  webSocket.on("close", (code) => {
    if (ENDED.includes(code)) output.end(() => socket.end());
    else broke(`WebSocket ${code}`);
  });
  webSocket.on("error", ({ message }) => broke(message));
}
