import { randomBytes } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { connect, createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from "node:tls";
import { carries } from "../reset.ts";
import type { HandshakeAttributes } from "./handshake-toxic.ts";
import type { TlsSettings } from "./settings.ts";

/** The certificates that a proxy may show. */
export type Shown = "cert" | "expired_cert" | "wrong_name_cert";

/** Those who wait for the end of a handshake with a caller. */
export interface Waiting {
  secured(socket: TLSSocket): void;
  failed(error: NodeJS.ErrnoException): void;
}

/** Speaks TLS to the callers of one proxy and to its upstream. */
export class TlsTerminator {
  readonly settings: TlsSettings;
  readonly #toUpstream: SecureContext;
  /** One for each certificate and each protocol that an upstream chose; none of them listens. */
  readonly #servers = new Map<string, Server>();
  readonly #waiting = new Map<string, Waiting>();
  /** The same for all servers that show the right certificate, so that a session can be resumed at any of them. */
  readonly #ticketKeys = randomBytes(48);

  constructor(settings: TlsSettings) {
    this.settings = settings;
    const { ca, client_cert: cert, client_key: key } = settings;
    this.#toUpstream = createSecureContext({ ca, cert, key });
  }

  /**
   * Begins TLS to the upstream over a socket, with its certificate checked against `server_name`, or else the host.
   * @param protocols offered by the caller (ALPN)
   */
  connect(socket: Socket, host: string, protocols: readonly string[]): TLSSocket {
    const name = this.settings.server_name ?? host;
    const secure = connect({
      socket,
      host: name,
      ...(isIP(name) === 0 && { servername: name }),
      secureContext: this.#toUpstream,
      ...(protocols.length > 0 && { ALPNProtocols: [...protocols] }),
    });
    carries(socket, secure);
    return secure;
  }

  /**
   * Begins TLS with a caller whose hello is still to be read from its socket.
   * @param protocol chosen by the upstream (ALPN)
   */
  accept(socket: Socket, shown: Shown, protocol: string | undefined, waiting: Waiting): void {
    const peer = peerOf(socket);
    this.#waiting.set(peer, waiting);
    socket.once("close", () => {
      if (this.#waiting.get(peer) === waiting) this.#waiting.delete(peer);
    });
    this.#serverOf(shown, protocol).emit("connection", socket);
  }

  #serverOf(shown: Shown, protocol: string | undefined): Server {
    const key = `${shown} ${protocol ?? ""}`;
    const server = this.#servers.get(key) ?? this.#newServer(shown, protocol);
    this.#servers.set(key, server);
    return server;
  }

  #newServer(shown: Shown, protocol: string | undefined): Server {
    const server = createServer({
      cert: this.settings[shown],
      key: this.settings.key,
      // A session that is resumed shows no certificate: those that are wrong are shown to everybody.
      ...(shown === "cert" && { ticketKeys: this.#ticketKeys }),
      ...(protocol !== undefined && { ALPNProtocols: [protocol] }),
    });
    server.on("secureConnection", (socket) => this.#take(socket)?.secured(socket));
    server.on("tlsClientError", (error, socket) => this.#take(socket)?.failed(error));
    return server;
  }

  /** The one who waits for the socket; only its address tells which socket it was made of. */
  #take(socket: Socket): Waiting | undefined {
    const peer = peerOf(socket);
    const waiting = this.#waiting.get(peer);
    this.#waiting.delete(peer);
    return waiting;
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** The certificate that a caller is shown while a toxic acts on its handshake, or none. */
export function certificateOf(mode: HandshakeAttributes["mode"] | undefined): Shown {
  if (mode === "expired") return "expired_cert";
  return mode === "wrong-name" ? "wrong_name_cert" : "cert";
}
