import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** One end of a TCP connection, with what came out of it so far. */
export class Peer {
  readonly socket: Socket;
  /** The way the other side ended it; waits until it has. */
  readonly ended: Promise<"fin" | "reset">;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      socket.emit("received");
    });
    this.ended = new Promise((resolve) => {
      socket.once("end", () => resolve("fin"));
      socket.once("error", () => resolve("reset"));
    });
    // The other side's end must not take this side's with it before the test says so.
    socket.once("close", () => socket.emit("received"));
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("latin1");
  }

  get bytes(): number {
    return this.#bytes;
  }

  send(data: string | Buffer): void {
    this.socket.write(data);
  }

  /** Waits until at least so many bytes have come in all; rejects when the connection ends before. */
  async receive(bytes: number): Promise<string> {
    while (this.#bytes < bytes) {
      if (this.socket.destroyed || this.socket.readableEnded)
        throw new Error(`ended after ${this.#bytes} of ${bytes} bytes`);
      await Promise.race([once(this.socket, "received"), this.ended]);
    }
    return this.text;
  }
}

/** Connects to `host:port` and waits until that is done. */
export async function dial(address: string): Promise<Peer> {
  const colon = address.lastIndexOf(":");
  const socket = connect({
    host: address.slice(0, colon),
    port: Number(address.slice(colon + 1)),
    allowHalfOpen: true,
  });
  await once(socket, "connect");
  return new Peer(socket);
}

/** A TCP server that hands its connections to the test. */
export class Upstream {
  readonly address: string;
  readonly #server: Server;
  readonly #peers: Peer[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => {
      this.#peers.push(new Peer(socket));
      server.emit("peer");
    });
  }

  static async listen(): Promise<Upstream> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Upstream(server);
  }

  /** The connection with that number, from 0; waits until there is one. */
  async peer(number = 0): Promise<Peer> {
    for (;;) {
      const peer = this.#peers[number];
      if (peer !== undefined) return peer;
      await once(this.#server, "peer");
    }
  }

  async close(): Promise<void> {
    for (const { socket } of this.#peers) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A port of 127.0.0.1 on which nobody listens, just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** An address on which nobody listens. */
export async function deadAddress(): Promise<string> {
  return `127.0.0.1:${await freePort()}`;
}
