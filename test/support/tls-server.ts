import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import { Authority, type ServerCertificates } from "../../src/proxy/certificates/authority.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";

/** A server over TLS on loopback that answers each connection as it is told, and sends back what comes unless told. */
export interface TlsServer {
  readonly address: string;
  /** The authority that signed its certificate, PEM. */
  readonly ca: string;
  readonly certificates: ServerCertificates;
  readonly server: Server;
  close(): Promise<void>;
}

export const SERVER_NAME = "callee.example";

/** Starts one, whose certificate is for `SERVER_NAME` and 127.0.0.1. */
export async function startTlsServer(
  options: TlsOptions = {},
  serve: (socket: TLSSocket) => void = (socket) => socket.pipe(socket),
): Promise<TlsServer> {
  const authority = new Authority(systemClock);
  const certificates = authority.issue([SERVER_NAME, "127.0.0.1"]);
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer({ cert: certificates.cert, key: certificates.key, ...options }, (socket) => {
    socket.on("error", () => socket.destroy());
    serve(socket);
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: authority.certificate,
    certificates,
    server,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
