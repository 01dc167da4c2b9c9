import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { withoutBrackets } from "../../values/host-port.ts";

/** Silence after which the system asks whether the peer is still there. */
const TCP_KEEP_ALIVE_MS = 60_000;

/**
 * Memory that bytes of all connections are read into, one after the other: what came is used before the next is read. One
 * for each connection would be 64 MB for a thousand of them.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** Told of bytes that came: the first `length` of a buffer that is overwritten afterwards. */
export type OnBytes = (buffer: Buffer, length: number) => void;

/** A server that connections are made to. */
export class Endpoint {
  /** The Host field of requests to it. */
  readonly hostField: string;
  readonly isSecure: boolean;
  readonly #host: string;
  readonly #port: number;
  /** The latest TLS session, which a new connection resumes: that spares both ends most of a handshake. */
  #session: { readonly serverName: string; readonly session: Buffer } | undefined;

  /** @param origin such as `https://pricing.test:8443` */
  constructor(origin: string) {
    const { protocol, host, hostname, port } = new URL(origin);
    this.isSecure = protocol === "https:";
    this.hostField = host;
    this.#host = withoutBrackets(hostname);
    this.#port = Number(port || (this.isSecure ? 443 : 80));
  }

  /** The name that the server's certificate must have, for requests with that Host field; "" where it has no say. */
  serverNameFor(hostField: string): string {
    if (!this.isSecure) return "";
    const name = withoutBrackets(hostField.replace(/:\d*$/, ""));
    return isIP(name) === 0 ? name : "";
  }

  /** Begins to connect. */
  connect(serverName: string, onBytes: OnBytes): Socket {
    const socket = this.isSecure ? this.#connectTls(serverName, onBytes) : this.#connectPlain(onBytes);
    return socket.setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE_MS);
  }

  #connectPlain(onBytes: OnBytes): Socket {
    const callback = (length: number) => {
      onBytes(READ_BUFFER, length);
      return true;
    };
    return connect({ host: this.#host, port: this.#port, onread: { buffer: READ_BUFFER, callback } });
  }

  #connectTls(serverName: string, onBytes: OnBytes): Socket {
    const before = this.#session?.serverName === serverName ? this.#session.session : undefined;
    const socket = connectTls({
      host: this.#host,
      port: this.#port,
      ALPNProtocols: ["http/1.1"],
      ...(serverName !== "" && { servername: serverName }),
      ...(before !== undefined && { session: before }),
    });
    socket.on("session", (session: Buffer) => {
      this.#session = { serverName, session };
    });
    return socket.on("data", (chunk: Buffer) => onBytes(chunk, chunk.length));
  }
}
